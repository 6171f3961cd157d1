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

/** A TCP port. */
export function portFlag(): Option {
  return new Option("--port <number>", "port to listen on; 0 for any free one")
    .default(0)
    .argParser((value) => {
      const port = Number(value);
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
      }
      return port;
    });
}
