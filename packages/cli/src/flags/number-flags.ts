import { InvalidArgumentError, Option } from "commander";

/** `--timeout`, in seconds on the command line and milliseconds behind it. */
export function timeoutFlag(description: string): Option {
  return new Option("--timeout <seconds>", `${description} (default: 1200)`).argParser((value) => {
    const seconds = Number(value);
    if (!(seconds > 0 && Number.isFinite(seconds)))
      throw new InvalidArgumentError("It must be a number over 0.");
    return seconds * 1000;
  });
}

/** `--silence`, in milliseconds. */
export function silenceFlag(): Option {
  return new Option(
    "--silence <ms>",
    "how long a silence ends a turn, in milliseconds (default: the service's, 800)",
  ).argParser((value) => wholeNumber(value, 0, 60_000));
}

/** `--rate`, in samples a second. */
export function rateFlag(): Option {
  return new Option("--rate <number>", "samples a second of --raw (default: 16000)").argParser((value) =>
    wholeNumber(value, 8000, 192_000),
  );
}

/** A TCP port. */
export function portFlag(): Option {
  return new Option("--port <number>", "port to listen on; 0 for any free one")
    .default(0)
    .argParser((value) => wholeNumber(value, 0, 65_535));
}

/** @throws {InvalidArgumentError} for anything else. */
export function wholeNumber(value: string, least: number, most: number): number {
  const number = Number(value);
  if (value.trim() !== "" && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}
