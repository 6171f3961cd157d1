import { relative, resolve } from "node:path";

/** What a pattern found. */
export interface GlobMatches {
  /** Where it began to look: the folder before its first wildcard. */
  readonly base: string;
  /** Relative to the current folder, sorted. */
  readonly paths: readonly string[];
}

/** Expands a pattern that the shell left alone, by the shell's rules: `*` does not match hidden files, `**` goes through folders. Undefined for what is no pattern. */
export async function expandGlob(argument: string): Promise<GlobMatches | undefined> {
  const { glob, isDynamicPattern } = await import("tinyglobby");
  // Patterns have slashes everywhere. On Windows no shell expands them, and people write backslashes.
  const pattern = process.platform === "win32" ? argument.replaceAll("\\", "/") : argument;
  if (!isDynamicPattern(pattern)) return undefined;
  const found = await glob(pattern, { absolute: true, expandDirectories: false });
  const segments = pattern.split("/");
  const literal = segments.slice(
    0,
    segments.findIndex((segment) => isDynamicPattern(segment)),
  );
  return {
    base: literal.length === 0 ? "." : resolve(`${literal.join("/").replace(/\\(.)/g, "$1")}/`),
    paths: found.map((path) => relative(".", path)).sort(),
  };
}
