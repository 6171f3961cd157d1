import { isSteerable } from "./is-steerable.ts";

/** One line on the terminal that tells how far something is; nothing where no line can be written over. */
export interface ProgressLine extends Disposable {
  show(text: string): void;
}

/** Starts the line. It is gone again when it is disposed of. */
export async function progressLine(): Promise<ProgressLine> {
  if (!isSteerable(process.stderr)) return { show() {}, [Symbol.dispose]() {} };
  const { default: createSpinner } = await import("yocto-spinner");
  const spinner = createSpinner({ stream: process.stderr, text: "Starting", handleSignals: false }).start();
  // It hides the cursor, which is to be there again however the process ends.
  const stop = () => void spinner.stop();
  process.on("exit", stop);
  return {
    show(text) {
      spinner.text = text;
    },
    [Symbol.dispose]() {
      process.off("exit", stop);
      stop();
    },
  };
}
