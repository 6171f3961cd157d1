import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { Interrupted } from "../interruption.ts";

/** The value that standard input holds. On a terminal it is asked for, and a secret is not shown while it is typed. */
export async function readValue(name: string, isSecret: boolean): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = isSecret ? nowhere : process.stderr;
  const reader = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  // Only now, when the terminal has stopped showing what is typed.
  process.stderr.write(`${name}: `);
  try {
    const typed = await new Promise<string>((resolve, reject) => {
      reader.once("line", resolve);
      reader.once("SIGINT", () => reject(new Interrupted("Interrupted.")));
      reader.once("close", () => resolve(""));
    });
    return typed.trim();
  } finally {
    reader.close();
    if (isSecret) process.stderr.write("\n");
  }
}
