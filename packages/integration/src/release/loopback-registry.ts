import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runServer } from "verdaccio";
import { workspace } from "./maintainer-checkout.ts";
import { runOrThrow } from "./run-command.ts";

/** A registry of npm packages on this machine: its own for the scope, and for the rest what the configured one has. */
export interface LoopbackRegistry extends AsyncDisposable {
  readonly url: string;
  /** What a person's `.npmrc` says who uses this registry, and no other. */
  readonly npmrc: string;
}

export async function startLoopbackRegistry(): Promise<LoopbackRegistry> {
  const storage = await mkdtemp(join(tmpdir(), "kotoba-registry-"));
  const everyone = "$all";
  const server: Server = await runServer({
    storage,
    self_path: storage,
    configPath: storage,
    web: { enable: false },
    uplinks: { upstream: { url: await configuredRegistry() } },
    packages: {
      "@kotoba/*": { access: everyone, publish: everyone },
      "**": { access: everyone, proxy: "upstream" },
    },
    max_body_size: "64mb",
    log: { type: "stdout", level: "fatal" },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The registry has no port.");
  const host = `127.0.0.1:${address.port}/`;
  return {
    url: `http://${host}`,
    // npm does not publish without a token, whatever the registry thinks of it.
    npmrc: `registry=http://${host}\n//${host}:_authToken=anyone\naudit=false\nfund=false\nupdate-notifier=false\n`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await rm(storage, { recursive: true });
    },
  };
}

async function configuredRegistry(): Promise<string> {
  const printed = await runOrThrow("npm", ["config", "get", "registry"], {
    cwd: workspace,
    env: process.env,
  });
  return printed.trim();
}
