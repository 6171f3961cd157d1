// Measurements in processes of their own, and the servers that they talk to.

import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a module of this folder, and gives what it reports to its parent.
 *
 * @param {string} module
 * @param {string[]} args
 * @param {Record<string, string>} [environment] Beside that of this process.
 * @returns {Promise<any>} A number, or several by name, as the module says.
 */
export async function reportOf(module, args, environment = {}) {
  const child = fork(new URL(module, import.meta.url), args, {
    env: { ...process.env, ...environment },
    execArgv: ["--expose-gc"],
  });
  const ended = once(child, "exit");
  const report = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
  await ended;
  if (report === undefined) throw new Error(`${module} ${args.join(" ")} ended without a report.`);
  return report[0];
}

/**
 * Has `work` done while a server runs, whose module tells its port and ends with its parent.
 *
 * @template Result
 * @param {string} module
 * @param {(port: number) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withServer(module, work) {
  const server = fork(new URL(module, import.meta.url));
  try {
    const [{ port }] = await once(server, "message");
    return await work(port);
  } finally {
    server.disconnect();
  }
}
