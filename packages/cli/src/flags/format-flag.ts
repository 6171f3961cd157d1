import { type Command, Option } from "commander";

/** `--format` */
export function formatFlag(): Option {
  return new Option("-f, --format <format>", "how to print the transcript")
    .choices(["text", "json", "srt", "vtt"])
    .default("text");
}

/** What does not go together where one transcript is printed: an object, and any other format. */
export function formatContradiction(command: Command): string | undefined {
  const { json, format } = command.optsWithGlobals<{ readonly json?: true; readonly format: string }>();
  if (!json || format === "json" || command.getOptionValueSource("format") === "default") return undefined;
  return `--json prints the whole transcript as an object: leave it out, or --format ${format}`;
}
