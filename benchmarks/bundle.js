// What a bundler makes of a program that recognises live speech, beside one that has ws alone.

import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { atMost, atMostTimes } from "./goal.js";

const PROGRAMS = {
  ours: `
    import { AsrClient } from "@kotoba/asr";
    const session = await new AsrClient().stream({ url: process.argv[2] });
    session.feed(process.stdin).catch(() => {});
    for await (const event of session) if (event.type === "final_transcript") console.log(event.text);`,
  plain: `
    import { WebSocket } from "ws";
    const socket = new WebSocket(process.argv[2]);
    socket.on("open", () => process.stdin.on("data", (chunk) => socket.send(chunk)));
    socket.on("message", (data) => console.log(data.toString()));`,
};

/** What such a program loads. */
const BUNDLED = /^(program|ws|@kotoba\/\w+)$/;

/** @returns {Promise<import("./report.js").Row[]>} */
export async function bundleRows() {
  const ours = await nodeBundle(PROGRAMS.ours);
  const plain = await nodeBundle(PROGRAMS.plain);
  return [
    {
      what: "Node bundle of a live program, minified KB, beside ws alone",
      ours: ours / 1000,
      baseline: plain / 1000,
      goal: atMostTimes(1.25),
    },
    {
      what: "browser bundle of a live program, minified KB",
      note: "none: there is no browser entry",
      goal: atMost(10),
    },
  ];
}

/**
 * The size of all that such a program loads. What it never does is not counted, or stays outside: what reads files, undici, which is for REST,
 * and the decoders of compressed files.
 *
 * @param {string} code
 * @returns {Promise<number>} In bytes.
 */
async function nodeBundle(code) {
  const { output } = await build({
    input: "program",
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    platform: "node",
    write: false,
    logLevel: "silent",
    external: (id) => /^@?[a-z]/.test(id) && !BUNDLED.test(id),
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === "program" ? id : undefined),
        load: (id) => (id === "program" ? code : undefined),
      },
    ],
    output: { format: "esm", minify: true },
  });
  const chunks = output.filter((file) => file.type === "chunk");
  // The wrapper is what ws is imported by, when a session opens.
  const loaded = new Set(chunks.filter((chunk) => chunk.isEntry || chunk.name === "wrapper"));
  for (const { imports } of loaded)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) loaded.add(chunk);
  return [...loaded].reduce((bytes, chunk) => bytes + Buffer.byteLength(chunk.code), 0);
}
