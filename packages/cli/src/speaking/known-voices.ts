import { serviceSpeakers } from "@kotoba/sdk";
import { loadEmulator } from "../load-emulator.ts";

/** A speaker that can be asked for. */
export interface KnownVoice {
  readonly speakerId: string;
  readonly language: string;
  readonly where: "service" | "emulator";
  readonly description: string;
}

/** The speakers of the service that are known, and those of the emulator where that is installed. */
export async function knownVoices(): Promise<readonly KnownVoice[]> {
  return [...serviceSpeakers.map(ofService), ...(await emulatorVoices())];
}

function ofService({
  speakerId,
  language,
  description,
  isDefault,
}: (typeof serviceSpeakers)[number]): KnownVoice {
  const note = isDefault ? `${description} (default)` : description;
  return { speakerId, language, where: "service", description: note };
}

async function emulatorVoices(): Promise<readonly KnownVoice[]> {
  const emulator = await loadEmulator();
  if (emulator === undefined) return [];
  await using engine = emulator.createFliteEngine();
  return engine.voices.map(({ id: speakerId, language, description }) => ({
    speakerId,
    language,
    where: "emulator",
    description,
  }));
}
