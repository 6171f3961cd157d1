/** Messages that are described, and that SDK and emulator never exchange, with the reason. */
export const unseenMessages: Readonly<Record<string, string>> = {
  "rest GET /v1/transcription_jobs/{job_id} 422":
    "Any text may be the id of a job: of one that is not known the emulator says 404 (contract, section 3).",
};
