import { type Environment, environmentVariable } from "./environment.ts";
import { ConfigurationError } from "./errors/configuration-error.ts";

/** Facts that go with a log line: plain values, never credentials, audio or transcripts. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Where the packages report what they do. `console` fits, and so does any logger with these four methods.
 * Messages and fields never hold credentials, and URLs in them have no query.
 */
export interface Logger {
  /** Requests with their answers, retries, attempts at a new line. */
  debug(message: string, fields?: LogFields): void;
  /** Nothing so far. */
  info(message: string, fields?: LogFields): void;
  /** What is out of the ordinary, and goes on. */
  warn(message: string, fields?: LogFields): void;
  /** Failures of the emulator; clients throw theirs. */
  error(message: string, fields?: LogFields): void;
}

const LEVELS: readonly string[] = ["debug", "info", "warn", "error"];

const ignore = (): void => {};

/** Says nothing. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * The logger that `KOTOBA_LOG` asks for: lines on standard error from the named level (`debug`, `info`, `warn`, `error`) up.
 * Unset or `off`: silent.
 *
 * @throws {ConfigurationError} for any other value.
 */
export function environmentLogger(environment: Environment): Logger {
  const wanted = environmentVariable(environment, "KOTOBA_LOG")?.toLowerCase();
  if (wanted === undefined || wanted === "off") return silentLogger;
  const lowest = LEVELS.indexOf(wanted);
  if (lowest < 0) {
    throw new ConfigurationError(`KOTOBA_LOG must be one of ${LEVELS.join(", ")} or off, not "${wanted}".`);
  }
  const writer = (level: string) =>
    LEVELS.indexOf(level) < lowest
      ? ignore
      : (message: string, fields?: LogFields) => writeLine(level, message, fields);
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}

/** The same logger, except that its failures end nothing. */
export function harmless(logger: Logger): Logger {
  const guarded = (level: keyof Logger) => (message: string, fields?: LogFields) => {
    try {
      logger[level](message, fields);
    } catch {
      // A log line is never worth the call that it tells of.
    }
  };
  return { debug: guarded("debug"), info: guarded("info"), warn: guarded("warn"), error: guarded("error") };
}

function writeLine(level: string, message: string, fields: LogFields = {}): void {
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${typeof value === "string" ? JSON.stringify(value) : value}`);
  // console.error, not console[level]: standard output belongs to the program's data.
  console.error(`kotoba ${level}: ${message}${details.join("")}`);
}
