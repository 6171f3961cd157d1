import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect, isIP, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { type ConnectionOptions, connect as secure, type TLSSocket } from "node:tls";
import type { Network, ProxyServer } from "@kotoba/sdk";
import { type Finding, failureOf, ok, warning } from "./finding.ts";
import { clockFinding, measureAnswers, roundTripFinding } from "./measure-answers.ts";
import { within } from "./within.ts";

/** For each of the steps to a host: together they stay below ten seconds, for what is dead ends with the first. */
const STEP_LIMIT_MS = 3000;
/** A certificate that ends so soon should have been renewed. */
const FEW_DAYS = 14;

/** The way to a host, step by step, as far as it goes: proxy, name, connection, encryption, clock, round trips. No key is sent. */
export async function checkHost(url: URL, network: Network): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of probe(url, network)) findings.push(finding);
  return findings;
}

async function* probe(url: URL, network: Network): AsyncGenerator<Finding> {
  let step = "proxy";
  let advice = "";
  let socket: Socket | undefined;
  try {
    const proxy = await network.proxyFor(url);
    yield ok("proxy", proxy === undefined ? "none" : String(proxy));
    const hop = proxy?.url ?? url;

    step = "name";
    advice = `Check the spelling of ${hop.hostname}, and whether this machine is online.`;
    const name = bareName(hop);
    if (isIP(name) === 0) {
      const [first, ...others] = await within(STEP_LIMIT_MS, `${name} was not looked up`, () =>
        lookup(name, { all: true }),
      );
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      yield ok("name", `${name} is ${first?.address}${more}`);
    }

    step = "connection";
    advice = `Check the port of ${hop.host}, and whether a firewall is in between${proxy === undefined ? ": perhaps HTTPS_PROXY is needed" : ""}.`;
    const started = performance.now();
    socket = await within(STEP_LIMIT_MS, `no connection to ${hop.host}`, (signal) => connected(hop, signal));
    yield ok("connection", `${name} port ${portOf(hop)}, ${milliseconds(performance.now() - started)}`);
    if (proxy !== undefined) {
      socket.destroy();
      step = "tunnel";
      socket = await tunnel(url, network, proxy);
      yield ok("tunnel", `the proxy connects to ${url.hostname} port ${portOf(url)}`);
    }

    if (isEncrypted(url)) {
      step = "certificate";
      advice = "If the authority is your company's own, give its certificate with --ca FILE.";
      const secured = await encrypted(socket, url, await network.tlsOptions());
      socket = secured;
      yield certificateFinding(secured);
    }

    const answers = await measureAnswers(socket, url, STEP_LIMIT_MS);
    yield roundTripFinding(answers);
    yield* clockFinding(answers);
  } catch (error) {
    yield failureOf(step, error, advice);
  } finally {
    socket?.destroy();
  }
}

async function connected(hop: URL, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: bareName(hop), port: portOf(hop) });
  try {
    await once(socket, "connect", { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket.on("error", () => {});
}

async function tunnel(url: URL, network: Network, proxy: ProxyServer): Promise<Socket> {
  const opened = await within(STEP_LIMIT_MS, `the proxy ${proxy} did not connect to ${url.host}`, (signal) =>
    network.tunnelTo(url, { signal }),
  );
  if (opened === undefined) throw new Error("the proxy is not in use any more");
  return opened;
}

async function encrypted(socket: Socket, url: URL, options: ConnectionOptions): Promise<TLSSocket> {
  const host = bareName(url);
  const secured = secure({ ...options, socket, host, servername: isIP(host) === 0 ? host : "" });
  try {
    await within(STEP_LIMIT_MS, "no TLS", (signal) => once(secured, "secureConnect", { signal }));
  } catch (error) {
    secured.destroy();
    throw error;
  }
  return secured.on("error", () => {});
}

function certificateFinding(socket: TLSSocket): Finding {
  const { issuer, valid_to: validTo } = socket.getPeerCertificate();
  const daysLeft = Math.floor((Date.parse(validTo) - Date.now()) / 86_400_000);
  const by = issuer?.O ?? issuer?.CN ?? "an unnamed authority";
  const message = `by ${by}, ${daysLeft} days left, ${socket.getProtocol()}`;
  const facts = { issuer: String(by), daysLeft };
  if (daysLeft >= FEW_DAYS) return ok("certificate", message, facts);
  return warning("certificate", message, "Whoever runs the host has to renew it soon.", facts);
}

function bareName({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function isEncrypted({ protocol }: URL): boolean {
  return protocol === "https:" || protocol === "wss:";
}

function portOf(url: URL): number {
  return Number(url.port || (isEncrypted(url) ? 443 : 80));
}

function milliseconds(duration: number): string {
  return `${Math.round(duration)} ms`;
}
