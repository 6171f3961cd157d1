// Which members need no comment of their own in the reference: those of a type without a name, which is described where it stands, and those
// that can have one value only (`type: "done"`), which says it all.

import { Converter, LiteralType, ReflectionKind } from "typedoc";

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const names = project
      .getReflectionsByKind(ReflectionKind.Property)
      .filter((member) => member.isDeclaration())
      .filter((member) => !member.hasComment() && (isWithoutName(member) || hasOneValue(member)))
      .map((member) => member.getFriendlyFullName());
    app.options.setValue("intentionallyNotDocumented", [
      ...new Set([...app.options.getValue("intentionallyNotDocumented"), ...names]),
    ]);
  });
}

/**
 * Of a type without a name. (Of one that is a parameter's, typedoc asks for nothing.)
 *
 * @param {import("typedoc").DeclarationReflection} member
 */
function isWithoutName({ parent }) {
  return parent?.kindOf(ReflectionKind.TypeLiteral) && !isWithin(parent, ReflectionKind.Parameter);
}

/** @param {import("typedoc").DeclarationReflection} member */
function hasOneValue({ type }) {
  return type instanceof LiteralType;
}

/**
 * @param {import("typedoc").Reflection} reflection
 * @param {import("typedoc").ReflectionKind} kind
 */
function isWithin(reflection, kind) {
  for (let around = reflection.parent; around !== undefined; around = around.parent)
    if (around.kindOf(kind)) return true;
  return false;
}
