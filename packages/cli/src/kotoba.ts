import { version } from "./version.ts";

// A reader that has seen enough (`kotoba … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const [first] = process.argv.slice(2);
if (first === "--version" || first === "-V") {
  console.log(version);
} else {
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2));
}
