import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Not copied: what no guard reads, and what is linked to. */
const LEFT_OUT =
  /^(node_modules|\.git|\.turbo|docs\/reference|packages\/voice-ja\/assets)$|\/(\.turbo|\.vite|\.bin)$/;

/** How a program ended, with all that it said. */
export interface Ending {
  readonly status: number | null;
  readonly output: string;
}

/** A copy of the checkout, as it is built, to break. */
export class WorkspaceCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<WorkspaceCopy> {
    const folder = await mkdtemp(join(tmpdir(), "kotoba-guards-"));
    await cp(root, folder, {
      recursive: true,
      // Links between packages lead to the copies.
      verbatimSymlinks: true,
      filter: (path) => !LEFT_OUT.test(relative(root, path)),
    });
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    return new WorkspaceCopy(folder);
  }

  /** Writes a file. The folder must be there. */
  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.folder, path), text);
  }

  /** Replaces a part of a file, which must be in it. */
  async replace(path: string, before: string, after: string): Promise<void> {
    const text = await readFile(join(this.folder, path), "utf8");
    if (!text.includes(before))
      throw new Error(`${path} holds no ${JSON.stringify(before)}: plant another fault.`);
    await this.write(
      path,
      text.replace(before, () => after),
    );
  }

  /** Changes the manifest of a package. */
  async changeManifest(name: string, change: (manifest: Record<string, unknown>) => object): Promise<void> {
    const path = join("packages", name, "package.json");
    const manifest = JSON.parse(await readFile(join(this.folder, path), "utf8"));
    await this.write(path, JSON.stringify({ ...manifest, ...change(manifest) }, null, 2));
  }

  /** Runs a script of package.json, as `npm run check` does. */
  async check(
    script: string,
    { args = "", env = {} }: { args?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Ending> {
    const { scripts } = JSON.parse(await readFile(join(this.folder, "package.json"), "utf8"));
    const command: unknown = scripts[script];
    if (typeof command !== "string") throw new Error(`package.json has no script ${script}.`);
    const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
    const child = spawn(`${command} ${args}`, {
      cwd: this.folder,
      shell: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env, PATH },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve({ status, output: stripVTControlCharacters(output) }));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
