/** Settles as the work does, which the signal ends when the limit passes; then rejects with what did not happen. */
export async function within<T>(
  limitMs: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise, timer } = rejection(limitMs, `${what} within ${limitMs / 1000} s`, controller);
  try {
    return await Promise.race([work(controller.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}

function rejection(limitMs: number, message: string, controller: AbortController) {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(message);
      reject(error);
      controller.abort(error);
    }, limitMs);
  });
  return { promise, timer };
}
