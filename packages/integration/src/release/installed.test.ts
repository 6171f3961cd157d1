import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bytesToInt16, encodeWav } from "@kotoba/audio";
import { type Emulator, sampleRecordings, startEmulator } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConsumerProject } from "./consumer-project.ts";
import { type LoopbackRegistry, startLoopbackRegistry } from "./loopback-registry.ts";
import { MaintainerCheckout } from "./maintainer-checkout.ts";
import { findRuntime, nodes, others, type Runtime, type RuntimeName } from "./runtimes.ts";
import { whyNoThirdPartyPackages } from "./third-party-packages.ts";

/** Every package is published for real, to a registry on loopback, and installed from there into empty folders. */
let folder: string;
let home: string;
let clip: string;
let emulator: Emulator;
let registry: LoopbackRegistry;
let versions: Readonly<Record<string, string>>;
/** What the release said, and what it says when it is done again. */
let published: string;
let publishedAgain: string;
const runtimes = new Map<RuntimeName, Promise<Runtime | string>>();

const obstacle = await whyNoThirdPartyPackages();
if (obstacle !== undefined) console.warn(`Nothing is installed for a trial. ${obstacle}`);

beforeAll(async () => {
  if (obstacle === undefined) for (const name of [...nodes, ...others]) runtimes.set(name, findRuntime(name));
  folder = await mkdtemp(join(tmpdir(), "kotoba-release-"));
  home = join(folder, "home");
  await mkdir(home);
  clip = join(folder, "goforward.wav");
  const recording = sampleRecordings.find(({ name }) => name === "goforward");
  if (recording === undefined) throw new Error("no recording goforward");
  const samples = bytesToInt16(await readFile(recording.path));
  await writeFile(clip, encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
  [emulator, registry] = await Promise.all([startEmulator(), startLoopbackRegistry()]);
  await writeFile(join(home, ".npmrc"), registry.npmrc);
  await using checkout = await MaintainerCheckout.create(home);
  await checkout.version();
  versions = await checkout.versions();
  const { code, stdout, stderr } = await checkout.release(["--publish", "--without-provenance"]);
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  published = stdout;
  publishedAgain = (await checkout.release(["--publish", "--without-provenance"])).stdout;
});

afterAll(async () => {
  await Promise.all([emulator.close(), registry[Symbol.asyncDispose]()]);
  await Promise.all(runtimes.values());
  await rm(folder, { recursive: true });
});

it("every package is published, once", () => {
  const all = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  expect(published.match(/(?<=^Published ).*/gm)?.sort()).toEqual(all.sort());
  expect(publishedAgain.match(/is published/g)).toHaveLength(all.length);
  expect(publishedAgain).not.toMatch(/^Published/m);
});

describe.skipIf(obstacle).each([
  {
    installed: "@kotoba/asr",
    program: "recognition.ts",
    goal: { packages: 7, bytes: 3.5e6 },
    printed: {
      text: "go forward ten meters",
      live: "go forward ten meters",
      captions: 4,
      isNotFound: true,
    },
  },
  {
    installed: "@kotoba/sdk",
    program: "speech.ts",
    goal: { packages: 10, bytes: 4e6 },
    printed: {
      text: "go forward ten meters",
      spokenSeconds: 2,
      wavStart: "RIFF",
      heard: "go forward ten meters",
      translatedIsAudio: true,
      errorsAreOne: true,
    },
  },
])("only $installed, in an empty project", ({ installed, program, goal, printed }) => {
  let project: ConsumerProject;

  beforeAll(async () => {
    project = await ConsumerProject.create(join(folder, program), home, emulator.env);
    await project.install(installed);
  });

  it("is small", async () => {
    const { packages, bytes } = await project.size();
    console.log(`${installed}: ${packages} packages, ${(bytes / 1e6).toFixed(2)} MB`);
    expect(packages).toBeLessThanOrEqual(goal.packages);
    expect(bytes).toBeLessThanOrEqual(goal.bytes);
  });

  describe("a program in strict TypeScript, which checks the types of packages too,", () => {
    beforeAll(async () => {
      await project.install("--save-dev", "@types/node@20");
      await project.compile(program);
    });

    describe.each([
      ["that imports it", "program.mjs", [...nodes, ...others]],
      ["that requires it", "program.cjs", nodes],
    ] as const)("%s", (_how, script, names) => {
      it.for(names)("runs on %s", async (name, { skip }) => {
        const runtime = await runtimes.get(name);
        if (runtime === undefined || typeof runtime === "string") return skip(runtime);
        expect(await project.execute(runtime, script, clip)).toEqual(printed);
      });
    });
  });
});

describe.skipIf(obstacle)("the command, installed globally,", () => {
  let project: ConsumerProject;
  let kotoba: string;
  const installGlobally = (name: string) =>
    project.install("--global", "--prefix", join(folder, "global"), name);

  beforeAll(async () => {
    project = await ConsumerProject.create(join(folder, "terminal"), home, emulator.env);
    await installGlobally("@kotoba/cli");
    kotoba = join(folder, "global/bin/kotoba");
  });

  it("tells its version", async () => {
    expect(await project.run(kotoba, ["--version"])).toBe(`${versions["@kotoba/cli"]}\n`);
  });

  it("transcribes a recording", async () => {
    const said = await project.run(kotoba, ["transcribe", clip, "--language", "en"]);
    expect(said).toBe("go forward ten meters\n");
  });

  it("starts an emulator that is installed beside it, with its engines", async () => {
    await installGlobally("@kotoba/emulator");
    const installed = spawn(kotoba, ["emulator", "--json"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: process.env.PATH, HOME: home },
    });
    try {
      const [line] = await once(createInterface(installed.stdout), "line");
      const wav = join(folder, "spoken.wav");
      const url = ["--url", JSON.parse(line).url, "--language", "en"];
      await project.run(kotoba, ["speak", "Go forward ten meters.", "--speaker", "rms", "-o", wav, ...url]);
      expect(await project.run(kotoba, ["transcribe", wav, ...url])).toBe("go forward ten meters\n");
    } finally {
      const ended = once(installed, "exit");
      installed.kill();
      await ended;
    }
  });
});
