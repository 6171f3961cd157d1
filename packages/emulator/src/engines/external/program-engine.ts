import { ConfigurationError } from "@kotoba/core";
import type { RecognitionEngine } from "../recognition-engine.ts";
import { createSherpaRecognitionEngine } from "../sherpa/sherpa-recognition-engine.ts";
import { createSherpaSynthesisEngine } from "../sherpa/sherpa-synthesis-engine.ts";
import type { SynthesisEngine } from "../synthesis-engine.ts";
import type { TranslationEngine } from "../translation-engine.ts";
import { parseCommandLine } from "./command-line.ts";
import { createExternalRecognitionEngine } from "./external-recognition-engine.ts";
import { createExternalSynthesisEngine } from "./external-synthesis-engine.ts";
import { createExternalTranslationEngine } from "./external-translation-engine.ts";

/** An engine by what it does. */
export type RoleEngine =
  | { readonly role: "asr"; readonly engine: RecognitionEngine }
  | { readonly role: "tts"; readonly engine: SynthesisEngine }
  | { readonly role: "mt"; readonly engine: TranslationEngine };

type Settings = ReadonlyMap<string, string>;

const DESCRIPTION = /^(asr|tts|mt):([a-z]{2,3})(?:-([a-z]{2,3}))?(?:\(([^)]*)\))?=(.+)$/s;
const SETTINGS: Readonly<Record<RoleEngine["role"], readonly string[]>> = {
  asr: ["in", "out", "timeout"],
  tts: ["out", "rate", "voice", "timeout"],
  mt: ["out", "timeout"],
};
/** In the place of a command line: a model of sherpa-onnx, by its folder. */
const SHERPA = "sherpa:";
const SHERPA_SETTINGS: Readonly<Record<RoleEngine["role"], readonly string[]>> = {
  asr: [],
  tts: ["rate", "voice", "speaker"],
  mt: [],
};

/**
 * An engine from its description, a role, its language or pair, perhaps settings, and the command line of a program:
 * `tts:es=espeak-ng --stdout -v {lang}`, `asr:ja(out=json)=recognise {in}`, `mt:en-ja(timeout=10)=translate {source} {target}`.
 *
 * A folder takes the place of the program for a model of sherpa-onnx: `asr:ja=sherpa:models/reazonspeech`.
 *
 * @throws {ConfigurationError} for a description that cannot be read, and a program or model that is not there.
 */
export function programEngine(description: string): RoleEngine {
  const [, role, language = "", target, list = "", line = ""] = DESCRIPTION.exec(description) ?? [];
  if (!isRole(role) || (role === "mt") !== (target !== undefined)) throw unreadable(description);
  if (line.startsWith(SHERPA)) {
    const settings = settingsOf(`role ${role} on sherpa-onnx`, SHERPA_SETTINGS[role], list);
    return sherpaEngine(role, language, line.slice(SHERPA.length).trim(), settings);
  }
  const settings = settingsOf(`role ${role}`, SETTINGS[role], list);
  const program = { command: parseCommandLine(line), timeoutMs: positive(settings, "timeout", 1000) };
  const languages = [language];
  switch (role) {
    case "asr": {
      const input = choice(settings, "in", ["wav", "s16le"]);
      const output = choice(settings, "out", ["text", "json"]);
      return { role, engine: createExternalRecognitionEngine({ ...program, languages, input, output }) };
    }
    case "tts": {
      const output = choice(settings, "out", ["wav", "s16le"]);
      const sampleRate = positive(settings, "rate", 1);
      const voice = settings.get("voice");
      return {
        role,
        engine: createExternalSynthesisEngine({ ...program, languages, output, sampleRate, voice }),
      };
    }
    case "mt": {
      const pairs = [{ source: language, target: target ?? "" }];
      const output = choice(settings, "out", ["text", "json"]);
      return { role, engine: createExternalTranslationEngine({ ...program, pairs, output }) };
    }
  }
}

function sherpaEngine(
  role: RoleEngine["role"],
  language: string,
  model: string,
  settings: Settings,
): RoleEngine {
  switch (role) {
    case "asr":
      return { role, engine: createSherpaRecognitionEngine({ model, language }) };
    case "tts": {
      const sampleRate = positive(settings, "rate", 1);
      const speaker = settings.has("speaker") ? Number(settings.get("speaker") || Number.NaN) : undefined;
      const voice = settings.get("voice");
      return { role, engine: createSherpaSynthesisEngine({ model, language, sampleRate, speaker, voice }) };
    }
    case "mt":
      throw new ConfigurationError("No model of sherpa-onnx translates: its roles are asr and tts.");
  }
}

function isRole(role: string | undefined): role is RoleEngine["role"] {
  return role !== undefined && Object.hasOwn(SETTINGS, role);
}

function unreadable(description: string): ConfigurationError {
  return new ConfigurationError(
    `"${description}" describes no engine: write asr:LANGUAGE=PROGRAM, tts:LANGUAGE=PROGRAM or mt:SOURCE-TARGET=PROGRAM, ` +
      "for example tts:es=espeak-ng --stdout -v {lang}.",
  );
}

function settingsOf(role: string, known: readonly string[], list: string): Settings {
  const settings = new Map<string, string>();
  for (const item of list.split(",").filter((entry) => entry.trim() !== "")) {
    const [name = "", ...value] = item.trim().split("=");
    if (!known.includes(name)) {
      const others = known.length === 0 ? "none at all" : known.join(", ");
      throw new ConfigurationError(`An engine of ${role} has no setting "${name}", but ${others}.`);
    }
    settings.set(name, value.join("="));
  }
  return settings;
}

function choice<Value extends string>(
  settings: Settings,
  name: string,
  known: readonly Value[],
): Value | undefined {
  const value = settings.get(name);
  const found = known.find((candidate) => candidate === value);
  if (value === undefined || found !== undefined) return found;
  throw new ConfigurationError(
    `The setting ${name} of an engine must be ${known.join(" or ")}, not "${value}".`,
  );
}

/** A number over 0, in a unit of so many. */
function positive(settings: Settings, name: string, unit: number): number | undefined {
  const text = settings.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value * unit;
  throw new ConfigurationError(`The setting ${name} of an engine must be a number over 0, not "${text}".`);
}
