import type { Argument, Command, Option } from "commander";

/** What can stand where a value is expected. */
export type ValueKind =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "file" }
  | { readonly kind: "other" };

/** A flag, as it is completed. */
export interface CompletedFlag {
  /** `--format`, `-f` */
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it; undefined where nothing does. */
  readonly value: ValueKind | undefined;
}

/** A command, as it is completed. */
export interface CompletedCommand {
  /** Its names from the program's own on: `kotoba jobs get`. */
  readonly path: string;
  readonly description: string;
  /** Its own flags, and those of the commands above it. */
  readonly flags: readonly CompletedFlag[];
  readonly children: readonly { readonly name: string; readonly description: string }[];
  /** What its arguments are; undefined where it takes none. */
  readonly operand: ValueKind | undefined;
}

/** Every command of a program, the program first. */
export function commandTree(program: Command): readonly CompletedCommand[] {
  return descend(program, program.name(), []);
}

function descend(command: Command, path: string, above: readonly Option[]): readonly CompletedCommand[] {
  const help = command.createHelp();
  const own = help.visibleOptions(command);
  // The flags of the program work everywhere, except for those that are about the program alone.
  const inherited = above.filter(
    ({ long }) => own.every((flag) => flag.long !== long) && long !== "--version",
  );
  const options = [...own, ...inherited];
  const [argument] = command.registeredArguments;
  const described = {
    path,
    description: command.description(),
    flags: options.map(completedFlag),
    children: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    operand: argument === undefined ? undefined : operandKind(argument),
  };
  return [
    described,
    ...command.commands.flatMap((child) => descend(child, `${path} ${child.name()}`, options)),
  ];
}

function completedFlag(option: Option): CompletedFlag {
  const names = [option.long, option.short].filter((name) => name !== undefined && name !== null);
  const takesValue = option.required || option.optional;
  return {
    names,
    description: option.description,
    value: takesValue ? valueKind(option.argChoices, option.flags) : undefined,
  };
}

function operandKind(argument: Argument): ValueKind {
  return valueKind(argument.argChoices, `<${argument.name()}>`);
}

/** A value is a file when that is what its placeholder says. */
function valueKind(choices: readonly string[] | undefined, placeholder: string): ValueKind {
  if (choices !== undefined) return { kind: "choices", choices };
  return /[<[](file|files|in|out|path|folder|dir)(\.\.\.)?[>\]]/.test(placeholder)
    ? { kind: "file" }
    : { kind: "other" };
}
