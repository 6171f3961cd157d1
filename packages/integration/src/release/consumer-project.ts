import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { workspace } from "./maintainer-checkout.ts";
import { runCommand, runOrThrow } from "./run-command.ts";
import type { Runtime } from "./runtimes.ts";

/** The strictest that a user may ask for; types of packages are checked too. */
const TSCONFIG = {
  compilerOptions: {
    target: "ES2022",
    module: "NodeNext",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: false,
  },
};

/** What a user has after `npm install`. */
export interface InstalledSize {
  /** How many packages, itself included. */
  readonly packages: number;
  readonly bytes: number;
}

/** An empty folder, in which a user installs what they need and writes a program. */
export class ConsumerProject {
  readonly path: string;
  private readonly env: Readonly<Record<string, string | undefined>>;

  private constructor(path: string, env: Readonly<Record<string, string | undefined>>) {
    this.path = path;
    this.env = env;
  }

  /**
   * @param path Of the folder, which is made.
   * @param home The user's home folder, with their npm configuration.
   * @param env The rest of their environment.
   */
  static async create(
    path: string,
    home: string,
    env: Readonly<Record<string, string>>,
  ): Promise<ConsumerProject> {
    await mkdir(path);
    await writeFile(join(path, "package.json"), JSON.stringify({ private: true }));
    return new ConsumerProject(path, { ...env, PATH: process.env.PATH, HOME: home });
  }

  /** `npm install` with these arguments. */
  async install(...args: string[]): Promise<void> {
    await this.run("npm", ["install", ...args]);
  }

  /** Runs a command that must succeed, and gives what it printed. */
  run(command: string, args: readonly string[]): Promise<string> {
    return runOrThrow(command, args, { cwd: this.path, env: this.env });
  }

  async size(): Promise<InstalledSize> {
    const lock = JSON.parse(await readFile(join(this.path, "package-lock.json"), "utf8"));
    const packages = Object.keys(lock.packages).filter((place) => place !== "");
    let bytes = 0;
    const entries = await readdir(join(this.path, "node_modules"), { recursive: true, withFileTypes: true });
    for (const entry of entries)
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
    return { packages: packages.length, bytes };
  }

  /** Compiles a program of `programs/` as an ES module (`program.mjs`) and, with `require`, as CommonJS (`program.cjs`). */
  async compile(program: string): Promise<void> {
    const source = fileURLToPath(new URL(`programs/${program}`, import.meta.url));
    await copyFile(source, join(this.path, "program.mts"));
    await copyFile(source, join(this.path, "program.cts"));
    await writeFile(join(this.path, "tsconfig.json"), JSON.stringify(TSCONFIG));
    await this.run(join(workspace, "node_modules/.bin/tsc"), []);
  }

  /** Runs a compiled program, which must warn of nothing, and gives what it printed, which is JSON. */
  async execute({ command, args }: Runtime, script: string, argument: string): Promise<unknown> {
    const { path, env } = this;
    const all = [...args, script, argument];
    const { code, stdout, stderr } = await runCommand(command, all, { cwd: path, env });
    if (code !== 0 || stderr !== "") throw new Error(`${script} ended with ${code}:\n${stdout}${stderr}`);
    return JSON.parse(stdout);
  }
}
