import { ConfigurationError } from "../errors/configuration-error.ts";

/** For who sends after the end of the input. */
export function inputEnded(): ConfigurationError {
  const message = "The input of this session has ended: nothing can be sent after commit.";
  return new ConfigurationError(message, { code: "input_ended" });
}

/** For who uses a session that is over. */
export function sessionClosed(
  message = "The session is complete: it takes no more input.",
): ConfigurationError {
  return new ConfigurationError(message, { code: "session_closed" });
}
