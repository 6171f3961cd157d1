import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Emulator, startEmulator } from "@kotoba/emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Outcome, type RunSettings, runKotoba, runKotobaOnTerminal } from "./fixtures/run-kotoba.ts";

const KEY = "secret-key-0123456789";

let emulator: Emulator;
let folder: string;
let file: string;

beforeAll(async () => {
  emulator = await startEmulator({ engines: [], apiKey: KEY });
});
afterAll(() => emulator.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-config-"));
  file = join(folder, "kotoba", "config");
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the command, with nothing in its environment but where its configuration is and what is given. */
function run(args: readonly string[], settings: Partial<RunSettings> = {}): Promise<Outcome> {
  const { env = {}, ...others } = settings;
  return runKotoba(args, { cwd: folder, env: { XDG_CONFIG_HOME: folder, ...env }, ...others });
}

const set = (name: string, value: string) => run(["config", "set", name, value]);
const setKey = (key: string) => run(["config", "set", "KOTOBA_API_KEY", "-"], { stdin: Buffer.from(key) });

/** Writes the file as a person would. */
async function write(text: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, mode);
}

describe("kotoba config", () => {
  it("says where the file is, whether there is one or not", async () => {
    expect(await run(["config", "path"])).toEqual({ code: 0, stdout: `${file}\n`, stderr: "" });
    expect(JSON.parse((await run(["config", "path", "--json"])).stdout)).toEqual({ version: 1, path: file });
  });

  it("keeps a key that comes from standard input, for its owner alone", async () => {
    const { code, stdout, stderr } = await setKey(` ${KEY}\n`);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).not.toContain(KEY);
    expect(await readFile(file, "utf8")).toBe(`KOTOBA_API_KEY=${KEY}\n`);
    expect(await readdir(dirname(file))).toEqual(["config"]);
    if (process.platform === "win32") return;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  });

  it("shows what is set and where, the key by its end, unless the whole is asked for", async () => {
    await setKey(KEY);
    await set("KOTOBA_ASR_URL", "wss://file.example/v1/realtime");
    const env = { KOTOBA_ASR_URL: "wss://env.example/v1/realtime" };
    expect((await run(["config", "get"], { env })).stdout).toBe(
      `NAME            VALUE                          FROM
KOTOBA_API_KEY  ****6789                       file
KOTOBA_ASR_URL  wss://env.example/v1/realtime  environment
`,
    );
    const { stdout } = await run(["config", "get", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      path: file,
      settings: [
        { name: "KOTOBA_API_KEY", value: "****6789", origin: "file" },
        { name: "KOTOBA_ASR_URL", value: "wss://file.example/v1/realtime", origin: "file" },
      ],
    });
    expect((await run(["config", "get", "KOTOBA_API_KEY"])).stdout).toBe("****6789\n");
    expect((await run(["config", "get", "KOTOBA_API_KEY", "--show-secret"])).stdout).toBe(`${KEY}\n`);
  });

  it("shows nothing of a short key", async () => {
    await setKey("abc123");
    expect((await run(["config", "get"])).stdout).not.toMatch(/c123|123/);
  });

  it("takes a value out again, and leaves what a person wrote beside it", async () => {
    await write("# mine\nKOTOBA_LOG=debug\nKOTOBA_TTS_URL=wss://tts.example\n");
    const unset = await run(["config", "unset", "KOTOBA_LOG"]);
    expect([unset.code, unset.stderr]).toEqual([
      0,
      expect.stringContaining("KOTOBA_LOG is no longer set in "),
    ]);
    expect(await readFile(file, "utf8")).toBe("# mine\nKOTOBA_TTS_URL=wss://tts.example\n");
    expect((await run(["config", "get", "KOTOBA_LOG"])).code).toBe(2);
    const again = await run(["config", "unset", "KOTOBA_LOG"]);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("KOTOBA_LOG was not set in ")]);
  });

  it("tells of a value that cannot be, which somebody wrote into the file", async () => {
    await write("KOTOBA_LOG=bogus\n");
    const { code, stdout, stderr } = await run(["config", "get", "KOTOBA_LOG"]);
    expect([code, stdout]).toEqual([0, "bogus\n"]);
    expect(stderr).toMatch(/^kotoba: KOTOBA_LOG \(file\) must be one of off, .*\.\n$/);
  });

  it("is never looked for in the current folder", async () => {
    const outcome = await run(["config", "path"], { env: { HOME: "", XDG_CONFIG_HOME: "relative" } });
    expect([outcome.code, outcome.stdout]).toEqual([2, ""]);
    expect(outcome.stderr).toMatch(/^kotoba: It is not known where your configuration is: set HOME/);
  });

  it("writes through a link", async () => {
    const real = join(folder, "dotfiles");
    await writeFile(real, "", { mode: 0o600 });
    await mkdir(dirname(file));
    await symlink(real, file);
    await set("KOTOBA_LOG", "off");
    expect(await readFile(real, "utf8")).toBe("KOTOBA_LOG=off\n");
  });

  it.each<[string, string[], string]>([
    ["a name that is not known", ["set", "KOTOBA_ASR_ULR", "x"], "KOTOBA_S2ST_EN_JA_URL, KOTOBA_LOG"],
    ["a name that is not known", ["get", "HOME"], "KOTOBA_API_KEY"],
    ["a name that is not known", ["unset", "HOME"], "KOTOBA_API_KEY"],
    ["a key on the command line", ["set", "KOTOBA_API_KEY", KEY], "shell's history"],
    ["a URL that is none", ["set", "KOTOBA_ASR_URL", "host"], "wss://HOST/v1/realtime"],
    ["a URL of the wrong kind", ["set", "KOTOBA_ASR_REST_URL", "ftp://host"], "https://HOST/v1"],
    ["credentials in a URL", ["set", "KOTOBA_TTS_URL", `wss://me:${KEY}@host`], "credentials"],
    ["an unknown level", ["set", "KOTOBA_LOG", "loud"], "debug"],
    ["nothing", ["set", "KOTOBA_LOG"], "No value"],
    ["--show-secret where there is none", ["path", "--show-secret"], "--show-secret"],
  ])("refuses %s", async (_, args, words) => {
    const { code, stdout, stderr } = await run(["config", ...args], { stdin: Buffer.alloc(0) });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^kotoba: /);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain(KEY);
  });

  it("refuses a key of two lines", async () => {
    const { code, stderr } = await setKey(`${KEY}\nmore`);
    expect(code).toBe(2);
    expect(stderr).not.toContain(KEY);
  });

  it.runIf(process.platform === "linux")("does not show a key that is typed", async () => {
    let asked = false;
    const { code, shown } = await runKotobaOnTerminal(["config", "set", "KOTOBA_API_KEY"], {
      env: { XDG_CONFIG_HOME: folder },
      cwd: folder,
      watch(shown, _press, type) {
        if (!asked && shown.includes("KOTOBA_API_KEY: ")) type(`${KEY}\r`);
        asked ||= shown.includes("KOTOBA_API_KEY: ");
      },
    });
    expect(code).toBe(0);
    expect(shown).not.toContain("secret-key");
    expect(await readFile(file, "utf8")).toBe(`KOTOBA_API_KEY=${KEY}\n`);
  });
});

describe("other commands", () => {
  const get = ["jobs", "get", "no-such-job"];

  it("use the file where the environment is silent", async () => {
    await setKey(KEY);
    await set("KOTOBA_ASR_REST_URL", emulator.env.KOTOBA_ASR_REST_URL ?? "");
    expect((await run(get)).code).toBe(4);
    expect((await run(get, { env: { KOTOBA_API_KEY: "" } })).code).toBe(4);
  });

  it("use the environment first", async () => {
    await setKey(KEY);
    await set("KOTOBA_ASR_REST_URL", emulator.env.KOTOBA_ASR_REST_URL ?? "");
    const { code, stderr } = await run(get, { env: { KOTOBA_API_KEY: "another-key-012345" } });
    expect([code, stderr]).toEqual([3, expect.not.stringContaining(KEY)]);
  });

  it.skipIf(process.platform === "win32")("warn of a file that others can read, and use it", async () => {
    await write(`KOTOBA_API_KEY=${KEY}\nKOTOBA_ASR_REST_URL=${emulator.env.KOTOBA_ASR_REST_URL}\n`, 0o644);
    const { code, stderr } = await run(get);
    expect(code).toBe(4);
    expect(stderr).toContain(`chmod 600 '${file}'`);
    // Setting anything mends it.
    await set("KOTOBA_LOG", "off");
    expect((await run(get)).stderr).not.toContain("chmod");
  });

  it("warn of a name that does nothing", async () => {
    await write("KOTOBA_ASR_ULR=wss://host\n");
    expect((await run(get)).stderr).toContain("KOTOBA_ASR_ULR");
  });

  it("do not guess what a broken line means, and do not show it", async () => {
    await write(`# key\n${KEY}\n`);
    const { code, stderr } = await run(get);
    expect(code).toBe(2);
    expect(stderr).toContain(`Line 2 of the configuration ${file}`);
    expect(stderr).not.toContain(KEY);
  });

  it("that ask no service need no file that is in order", async () => {
    await write("broken\n");
    expect((await run(["voices"])).code).toBe(0);
    expect((await run(["config", "path"])).code).toBe(0);
    expect((await run(["--help"])).code).toBe(0);
  });
});
