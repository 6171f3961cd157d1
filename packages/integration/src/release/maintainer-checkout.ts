import { appendFile, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandOutcome, runCommand, runOrThrow } from "./run-command.ts";

/** The workspace that the tests are part of. */
export const workspace: string = fileURLToPath(new URL("../../../../", import.meta.url));

/** What a release reads. */
const COPIED = ["package.json", "pnpm-workspace.yaml", "LICENSE", ".changeset", "scripts", "packages"];

/** Whoever runs the tests need not have told Git who they are, and what they told it does not matter. */
const GIT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Release",
  GIT_AUTHOR_EMAIL: "release@example.invalid",
  GIT_COMMITTER_NAME: "Release",
  GIT_COMMITTER_EMAIL: "release@example.invalid",
};

/** A copy of the built workspace, committed in a Git repository of its own: there a release may change what it likes. */
export class MaintainerCheckout {
  readonly path: string;
  private readonly env: Readonly<Record<string, string | undefined>>;

  private constructor(path: string, env: Readonly<Record<string, string | undefined>>) {
    this.path = path;
    this.env = env;
  }

  /**
   * @param home Folder of the person that releases: with their npm configuration, or empty.
   */
  static async create(home: string): Promise<MaintainerCheckout> {
    const path = await mkdtemp(join(tmpdir(), "kotoba-workspace-"));
    const from = (name: string) => join(workspace, name);
    for (const name of COPIED)
      await cp(from(name), join(path, name), { recursive: true, verbatimSymlinks: true, filter: isReleased });
    await symlink(from("node_modules"), join(path, "node_modules"));
    await writeFile(join(path, ".gitignore"), "node_modules\ndist\n");
    const PATH = `${from("node_modules/.bin")}:${process.env.PATH}`;
    const checkout = new MaintainerCheckout(path, { ...GIT, PATH, HOME: home });
    await checkout.run("git", ["init", "--quiet", "--initial-branch", "main"]);
    await checkout.commit();
    return checkout;
  }

  /** Runs a command that must succeed, and gives what it printed. */
  run(command: string, args: readonly string[]): Promise<string> {
    return runOrThrow(command, args, { cwd: this.path, env: this.env });
  }

  /** Runs what `pnpm release` runs. */
  release(args: readonly string[] = []): Promise<CommandOutcome> {
    const { path, env } = this;
    return runCommand(process.execPath, ["scripts/release.mjs", ...args], { cwd: path, env });
  }

  async commit(): Promise<void> {
    await this.run("git", ["add", "--all"]);
    await this.run("git", ["commit", "--quiet", "--allow-empty", "--message", "Change"]);
  }

  /** Writes the versions and changelogs that the changesets ask for, if there are any, and commits them. */
  async version(): Promise<void> {
    await this.run("changeset", ["version"]);
    await this.commit();
  }

  /** The version of every published package, by the package's name. */
  async versions(): Promise<Readonly<Record<string, string>>> {
    const folders = await readdir(join(this.path, "packages"));
    const texts = await Promise.all(folders.map((name) => this.read(`packages/${name}/package.json`)));
    const manifests = texts.map((text) => JSON.parse(text)).filter((manifest) => manifest.private !== true);
    return Object.fromEntries(manifests.map(({ name, version }) => [name, version]));
  }

  async addChangeset(name: string, text: string): Promise<void> {
    await writeFile(join(this.path, ".changeset", `${name}.md`), text);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), "utf8");
  }

  append(name: string, text: string): Promise<void> {
    return appendFile(join(this.path, name), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

/** Of `node_modules`, only the links to other packages of the workspace: by them pnpm knows the versions to write. */
function isReleased(path: string): boolean {
  const [, inside] = path.split(`${sep}node_modules${sep}`);
  if (inside !== undefined) return inside.startsWith("@kotoba");
  return basename(path) !== "src";
}
