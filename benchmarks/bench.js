import { cpus } from "node:os";
import { backlogRows } from "./backlog.js";
import { liveRows } from "./live.js";
import { printTable } from "./report.js";
import { uploadRows } from "./upload.js";

console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; medians of interleaved rounds\n`,
);
printTable([...(await uploadRows()), ...(await backlogRows()), ...(await liveRows())]);
