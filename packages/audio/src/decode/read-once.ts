import { AudioFormatError } from "@kotoba/core";

/**
 * Of a function that reads samples, one that can be called once.
 *
 * @throws AudioFormatError (`already_read`) at its second call.
 */
export function readOnce<Samples>(read: () => Samples): () => Samples {
  let isTaken = false;
  return () => {
    if (isTaken) {
      throw new AudioFormatError(
        "the samples can be read once: to read them again, open the input again, as a path, bytes or a Blob",
        { code: "already_read" },
      );
    }
    isTaken = true;
    return read();
  };
}
