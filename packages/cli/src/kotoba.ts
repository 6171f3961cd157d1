import { version } from "./version.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`kotoba … | head`) is no failure.
  if (error.code === "EPIPE") process.exit(0);
  console.error(`kotoba: standard output cannot be written: ${error.message}`);
  process.exit(1);
});

const [first] = process.argv.slice(2);
if (first === "--version" || first === "-V") {
  console.log(version);
} else {
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2));
}
