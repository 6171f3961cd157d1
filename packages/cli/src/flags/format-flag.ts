import { Option } from "commander";

/** `--format` */
export function formatFlag(): Option {
  return new Option("-f, --format <format>", "how to print the transcript")
    .choices(["text", "json", "srt", "vtt"])
    .default("text");
}
