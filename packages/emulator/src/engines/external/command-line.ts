import { ConfigurationError } from "@kotoba/core";

/** A word: pieces that are bare, in single quotes (as they are) or in double quotes (where \" and \\ stand for the sign). */
const WORD = /^(?:[^\s"'\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/s;
const PIECE = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s"'\\]+)/gs;

/**
 * Cuts a command line into its words, as a shell does: at spaces, with quotes and backslashes. Nothing else of a shell is there: no
 * variables, wildcards, pipes.
 *
 * @throws {ConfigurationError} for a quote that is not closed.
 */
export function parseCommandLine(line: string): string[] {
  const words: string[] = [];
  for (let rest = line.trim(); rest !== ""; ) {
    const word = WORD.exec(rest)?.[0];
    if (word === undefined) {
      throw new ConfigurationError(`A quote or backslash is not complete in the command line: ${rest}`);
    }
    words.push(unquoted(word));
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}

function unquoted(word: string): string {
  return word.replace(PIECE, (_, single?: string, double?: string, escaped?: string, bare?: string) =>
    double === undefined ? (single ?? escaped ?? bare ?? "") : double.replace(/\\(["\\])/g, "$1"),
  );
}
