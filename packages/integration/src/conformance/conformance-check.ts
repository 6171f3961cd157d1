import type { TrafficBody, TrafficMessage, TrafficRecord } from "@kotoba/emulator";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { isJsonObject } from "./json-schema.ts";
import type { LiveService, Operation, PublishedDescriptions } from "./published-descriptions.ts";

type Request = Extract<TrafficRecord, { type: "request" }>;
type Response = Extract<TrafficRecord, { type: "response" }>;
type Frame = Extract<TrafficRecord, { type: "frame" }>;

const LIVE_ROUTES: Readonly<Record<string, LiveService>> = {
  "/v1/realtime": "asr",
  "/v2/tts/ws": "tts",
  "/sts": "sts",
  "/v1/realtime_voice": "sts",
};

/** Compares what goes over the wires of emulators with what the service publishes. */
export class ConformanceCheck {
  /** How often each described message was seen; 0 for those that were not. */
  readonly seen: Map<string, number>;
  /** How often each departure from the descriptions was seen. No audio and no text is in them. */
  readonly departures: Map<string, number> = new Map();
  readonly #published: PublishedDescriptions;
  /** Requests whose answer is to come. */
  readonly #requests = new Map<string, Request>();

  constructor(published: PublishedDescriptions) {
    this.#published = published;
    this.seen = new Map(messagesOf(published).map((message) => [message, 0]));
  }

  add({ emulator, record }: TrafficMessage): void {
    const exchange = `${emulator} ${record.exchange}`;
    if (record.type === "frame") this.#frame(record);
    if (record.type === "request") {
      this.#requests.set(exchange, record);
      this.#request(record);
    }
    if (record.type === "response") {
      const request = this.#requests.get(exchange);
      this.#requests.delete(exchange);
      if (request !== undefined) this.#response(record, request);
    }
  }

  #frame({ path, from, text, isBinary }: Frame): void {
    const service = LIVE_ROUTES[pathname(path)];
    if (service === undefined) {
      this.#depart(`frames at ${pathname(path)}`);
      return;
    }
    // The emulator ignores what is no JSON, and so does the SDK: neither may send it.
    const frame = isBinary ? undefined : parsed(text);
    const type = isJsonObject(frame) && typeof frame.type === "string" ? frame.type : undefined;
    if (type === undefined) {
      this.#depart(`${service} ${from}: a frame that is ${isBinary ? "binary" : "no JSON with a type"}`);
      return;
    }
    this.#validate(`${service} ${from} ${type}`, this.#published.live[service][from].get(type), frame);
  }

  #request({ method, path, body }: Request): void {
    const operation = this.#operation(method, path);
    if (operation === undefined) return;
    const name = `rest ${method} ${operation.path}`;
    this.#count(name);
    if (body?.type === "multipart") this.#validate(`${name} form`, operation.form, formValue(body));
  }

  #response({ status, body }: Response, { method, path }: Request): void {
    const operation = this.#operation(method, path);
    if (operation === undefined) {
      this.#undescribed(method, pathname(path), status, body);
      return;
    }
    const answer = operation.answers.get(status);
    // Most errors are described nowhere, whatever the route.
    if (status >= 400 && answer === undefined) this.#error(status, body);
    else {
      const value = body.type === "json" ? body.value : undefined;
      this.#validate(`rest ${method} ${operation.path} ${status}`, answer, value);
    }
  }

  /** A request at a path or of a kind that is not described: also a handshake that is refused. */
  #undescribed(method: string, path: string, status: number, body: TrafficBody): void {
    if (status === 404) this.#depart("rest: a request for what is not there");
    else if (status >= 400) this.#error(status, body);
    else this.#depart(`rest ${method} ${path} is not described`);
  }

  #error(status: number, body: TrafficBody): void {
    this.#depart("rest: an HTTP status from 400 that is not described");
    const fields = body.type === "json" && isJsonObject(body.value) ? Object.keys(body.value) : [];
    if (fields.join() !== "error" && fields.join() !== "detail")
      this.#depart(`rest HTTP ${status} has the fields ${fields}`);
  }

  #operation(method: string, path: string): Operation | undefined {
    return this.#published.operations.find(
      (operation) => operation.method === method && operation.pattern.test(pathname(path)),
    );
  }

  #validate(message: string, validate: ValidateFunction | undefined, value: unknown): void {
    if (validate === undefined) {
      this.#depart(`${message} is not described`);
      return;
    }
    this.#count(message);
    if (!validate(value))
      for (const error of validate.errors ?? []) this.#depart(`${message}: ${told(error)}`);
  }

  #count(message: string): void {
    this.seen.set(message, (this.seen.get(message) ?? 0) + 1);
  }

  #depart(departure: string): void {
    this.departures.set(departure, (this.departures.get(departure) ?? 0) + 1);
  }
}

function messagesOf({ live, operations }: PublishedDescriptions): string[] {
  return [
    ...Object.entries(live).flatMap(([service, { client, server }]) => [
      ...[...client.keys()].map((type) => `${service} client ${type}`),
      ...[...server.keys()].map((type) => `${service} server ${type}`),
    ]),
    ...operations.flatMap(({ method, path, form, answers }) => [
      `rest ${method} ${path}`,
      ...(form === undefined ? [] : [`rest ${method} ${path} form`]),
      ...[...answers.keys()].map((status) => `rest ${method} ${path} ${status}`),
    ]),
  ];
}

/** A form as the value that its schema describes: files are strings there, and flags booleans. */
function formValue({ fields, files }: Extract<TrafficBody, { type: "multipart" }>): unknown {
  const flags: Readonly<Record<string, boolean>> = { true: true, false: false };
  return Object.fromEntries([
    ...fields.map(({ name, value }) => [name, flags[value] ?? value]),
    ...files.map(({ field }) => [field, ""]),
  ]);
}

function told({ instancePath, keyword, params, message }: ErrorObject): string {
  const place = instancePath === "" ? "" : `${instancePath} `;
  return keyword === "additionalProperties"
    ? `${place}has the field ${params.additionalProperty}`
    : `${place}${message ?? keyword}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathname(path: string): string {
  return path.split("?")[0] ?? path;
}
