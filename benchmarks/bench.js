import { cpus } from "node:os";
import { backlogRows } from "./backlog.js";
import { conversionRows } from "./conversion.js";
import { liveRows } from "./live.js";
import { receiveAudioRows } from "./receive-audio.js";
import { printTable } from "./report.js";
import { resamplingRows } from "./resampling.js";
import { startupRows } from "./startup.js";
import { uploadRows } from "./upload.js";

console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; medians of interleaved rounds\n`,
);
printTable([
  // First of all: what the others leave to be collected would be counted with it.
  ...(await backlogRows()),
  ...(await resamplingRows()),
  ...(await conversionRows()),
  ...(await uploadRows()),
  ...(await liveRows()),
  ...(await receiveAudioRows()),
  ...(await startupRows()),
]);
