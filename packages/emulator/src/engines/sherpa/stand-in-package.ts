/**
 * Source of a package that stands in for sherpa-onnx-node; for tests. It recognises one piece for each second of sound, told at once, and
 * speaks 100 samples at 12 kHz for each letter. A model whose tokens are `crash` ends the process, one whose tokens are `refuse`
 * throws, one whose tokens are `sleep` says `asleep` in that file and does not come back.
 */
export const standInPackage = `
const fs = require("node:fs");
const PIECES = [" GO", " FOR", "WARD", " TEN"];
function open({ modelConfig, model }) {
  const { tokens } = modelConfig ?? model.vits ?? model.kokoro;
  const what = fs.readFileSync(tokens, "utf8");
  if (what === "crash") {
    fs.writeSync(2, "terminate called: no such layer");
    process.kill(process.pid, "SIGABRT");
  }
  if (what === "refuse") throw new Error("not a model of mine");
  if (what === "sleep") {
    fs.writeFileSync(tokens, "asleep");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}
class Recognizer {
  constructor(config) { open(config); }
  createStream() {
    let heard = 0;
    return { get heard() { return heard; }, acceptWaveform({ samples }) { heard += samples.filter((s) => s !== 0).length; }, inputFinished() {} };
  }
  isReady() { return false; }
  decode() {}
  getResult({ heard }) {
    const tokens = PIECES.slice(0, Math.floor(heard / 12000));
    return { text: tokens.join(""), tokens, timestamps: tokens.map((_, i) => 0.3 + i) };
  }
}
class OfflineTts {
  numSpeakers = 2;
  constructor(config) { open(config); }
  generate({ text, sid }) {
    const letters = text.replace(/[^a-z]/gi, "").length;
    return { samples: new Float32Array(letters * 100).fill((sid + 1) / 4), sampleRate: 12000 };
  }
}
module.exports = { OnlineRecognizer: Recognizer, OfflineRecognizer: Recognizer, OfflineTts };
`;
