// What can go wrong, and what to do about it. Tell errors apart with isInstance: it also knows those of another copy of the SDK.
//
//   node handle-errors.js talk.wav [LANGUAGE]

import {
  APIError,
  AudioFormatError,
  AuthError,
  ConfigurationError,
  KotobaClient,
  KotobaError,
  RateLimitError,
  TimeoutError,
} from "@kotoba/sdk";

const [path = "talk.wav", language = "en"] = process.argv.slice(2);

/** @param {unknown} error */
function advice(error) {
  if (ConfigurationError.isInstance(error))
    return "Mend the option or the environment variable that it names.";
  if (AuthError.isInstance(error)) return "Check KOTOBA_API_KEY.";
  if (AudioFormatError.isInstance(error)) return "Check the file.";
  if (RateLimitError.isInstance(error)) return `Wait ${(error.retryAfterMs ?? 60_000) / 1000} s.`;
  if (TimeoutError.isInstance(error) && error.jobId !== undefined)
    return `It goes on: see resume-job.js, ${error.jobId}.`;
  if (APIError.isInstance(error)) return "The service or the line is down: try again later.";
  return KotobaError.isInstance(error) && error.retryable ? "Try again." : "Do not try the same again.";
}

const client = new KotobaClient({ maxRetries: 2 }); // what fails in passing is repeated already
try {
  const signal = AbortSignal.timeout(600_000); // ends everything, wherever it stands, with the signal's own reason
  const { text } = await client.asr.transcribe(path, { language, signal });
  console.log(text);
} catch (error) {
  if (!KotobaError.isInstance(error)) throw error; // the signal's reason, or a mistake of ours
  console.error(`${error.name} ${error.code}: ${error.message}`);
  console.error(advice(error));
  if (error.requestId !== undefined) console.error(`For the support: request ${error.requestId}`);
  process.exitCode = 1;
} finally {
  await client.close();
}
