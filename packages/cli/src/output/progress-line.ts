/** One line on the terminal that tells how far something is; nothing where standard error is no terminal. */
export interface ProgressLine extends Disposable {
  show(text: string): void;
}

/** Starts the line. It is gone again when it is disposed of. */
export async function progressLine(): Promise<ProgressLine> {
  if (!process.stderr.isTTY) return { show() {}, [Symbol.dispose]() {} };
  const { default: createSpinner } = await import("yocto-spinner");
  const spinner = createSpinner({ stream: process.stderr, text: "Starting", handleSignals: false }).start();
  return {
    show(text) {
      spinner.text = text;
    },
    [Symbol.dispose]() {
      spinner.stop();
    },
  };
}
