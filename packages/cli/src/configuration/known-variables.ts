/** A variable that the command knows, in the environment or in its configuration file. */
export interface KnownVariable {
  readonly name: string;
  readonly description: string;
  /** What is wrong with a value; undefined when nothing is. */
  readonly problem: (value: string) => string | undefined;
  /** Whether the value is never to be shown. */
  readonly isSecret: boolean;
}

const LOG_LEVELS = ["off", "debug", "info", "warn", "error"];

/** Every one of them. */
export const KNOWN_VARIABLES: readonly KnownVariable[] = [
  { name: "KOTOBA_API_KEY", description: "the key", problem: keyProblem, isSecret: true },
  route("KOTOBA_ASR_REST_URL", "transcription jobs", "https://HOST/v1"),
  route("KOTOBA_ASR_URL", "live recognition", "wss://HOST/v1/realtime"),
  route("KOTOBA_TTS_URL", "synthesis", "wss://HOST/v2/tts/ws"),
  route("KOTOBA_TTS_JA_URL", "synthesis of Japanese", "wss://HOST/v2/tts/ws"),
  route("KOTOBA_S2ST_URL", "translation", "wss://HOST/sts"),
  route("KOTOBA_S2ST_EN_JA_URL", "translation from English to Japanese", "wss://HOST/sts"),
  {
    name: "KOTOBA_LOG",
    description: `what to report on standard error: ${LOG_LEVELS.join(", ")}`,
    problem: (value) =>
      LOG_LEVELS.includes(value.toLowerCase()) ? undefined : `must be one of ${LOG_LEVELS.join(", ")}`,
    isSecret: false,
  },
];

/** The variable of a name. */
export function knownVariable(name: string): KnownVariable | undefined {
  return KNOWN_VARIABLES.find((variable) => variable.name === name);
}

function route(name: string, description: string, example: string): KnownVariable {
  return { name, description, problem: (value) => urlProblem(value, example), isSecret: false };
}

/** What is wrong with a URL of a service, which should look like the example; the words hold nothing of it. (The clients take `https:` for `wss:`, and the other way round.) */
export function urlProblem(value: string, example: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !["https:", "http:", "wss:", "ws:"].includes(url.protocol))
    return `must be a URL such as ${example}`;
  if (url.username !== "" || url.password !== "")
    return "must not carry credentials: KOTOBA_API_KEY holds the key";
  return undefined;
}

function keyProblem(value: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : "holds a blank or a character that no HTTP header can carry";
}
