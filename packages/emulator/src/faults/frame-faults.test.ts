import { expect, it } from "vitest";
import { FrameFaults } from "./frame-faults.ts";
import { serverFrame } from "./server-frame.ts";

const PING = serverFrame("", { opcode: 9 });

/** What comes out when this goes in, each on its own, and then the end. */
async function passed(faults: FrameFaults, ...chunks: readonly Buffer[]): Promise<Buffer> {
  for (const chunk of chunks) faults.write(chunk);
  faults.end();
  return Buffer.concat(await faults.toArray());
}

it("repeats text messages, whole ones at once, those in pieces after their last", async () => {
  const text = serverFrame("text");
  const binary = serverFrame("binary", { opcode: 2 });
  const pieces = [
    serverFrame("a", { isFinal: false }),
    serverFrame("b", { opcode: 0, isFinal: false }),
    serverFrame("c", { opcode: 0 }),
  ];
  const [a = PING, b = PING, c = PING] = pieces;
  const binaryPieces = [
    serverFrame("d", { opcode: 2, isFinal: false }),
    PING,
    serverFrame("e", { opcode: 0 }),
  ];
  const given = [text, binary, PING, a, PING, b, c, ...binaryPieces, text];
  const expected = [text, text, binary, PING, a, PING, b, c, a, b, c, ...binaryPieces, text, text];
  expect(await passed(new FrameFaults(true), ...given)).toEqual(Buffer.concat(expected));
});

it("damages the next data frame that has something to damage, so that a text is no valid UTF-8", async () => {
  const faults = new FrameFaults(false);
  faults.corruptNext();
  const first = serverFrame("語");
  const out = await passed(faults, PING, serverFrame(""), first, serverFrame("next"));
  const damaged = out.subarray(4, 4 + first.length);
  expect(out).toEqual(Buffer.concat([PING, serverFrame(""), damaged, serverFrame("next")]));
  expect(damaged.subarray(0, 2)).toEqual(first.subarray(0, 2));
  expect(() => new TextDecoder("utf-8", { fatal: true }).decode(damaged.subarray(2))).toThrow(TypeError);
});

it("ends with the close frame in the place of a frame that is not whole", async () => {
  const faults = new FrameFaults(false);
  faults.write(serverFrame("whole"));
  faults.write(serverFrame("not whole").subarray(0, 5));
  faults.closeWith(1011);
  const close = serverFrame(Buffer.from([1011 >> 8, 1011 & 0xff]), { opcode: 8 });
  expect(Buffer.concat(await faults.toArray())).toEqual(Buffer.concat([serverFrame("whole"), close]));
});

it("passes on what a server that breaks off has sent of a frame", async () => {
  const begun = serverFrame("not whole").subarray(0, 5);
  expect(await passed(new FrameFaults(true), begun)).toEqual(begun);
});
