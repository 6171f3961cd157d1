import { Command, Option } from "commander";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { jsonDocument } from "../output/json-document.ts";

interface VoicesFlags extends GlobalFlags {
  readonly language?: string;
}

/** `kotoba voices` */
export function voicesCommand(): Command {
  return new Command("voices")
    .description("List the speakers that kotoba speak can be asked for, as far as they are known.")
    .addOption(new Option("-l, --language <code>", "only those of a language"))
    .addHelpText(
      "after",
      "\nA deployment may have others: it is the one to know.\n\nExample:\n  $ kotoba voices --language ja",
    )
    .action((_flags: unknown, command: Command) => voices(command.optsWithGlobals()));
}

async function voices({ language, json }: VoicesFlags): Promise<void> {
  const { knownVoices } = await import("../speaking/known-voices.ts");
  const { textTable } = await import("../output/text-table.ts");
  const all = await knownVoices();
  const found = all.filter((voice) => language === undefined || voice.language === language);
  if (json) process.stdout.write(jsonDocument({ voices: found }));
  else if (found.length === 0) console.error(`No speaker is known for "${language}".`);
  else
    process.stdout.write(
      textTable(
        ["SPEAKER", "LANGUAGE", "WHERE", ""],
        found.map((voice) => [voice.speakerId, voice.language, voice.where, voice.description]),
      ),
    );
}
