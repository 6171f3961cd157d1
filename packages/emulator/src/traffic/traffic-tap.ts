import type { IncomingMessage } from "node:http";
import type { Clock } from "@kotoba/core";
import type { LogWriter } from "../log/log-writer.ts";
import { Redaction } from "./redaction.ts";
import { trafficChannel } from "./traffic-channel.ts";
import { TrafficHistory } from "./traffic-history.ts";
import type { TrafficBody, TrafficRecord } from "./traffic-record.ts";

/** Where all that goes over the wire of one emulator is told. It is kept, and published to whoever listens on the channel. */
export class TrafficTap {
  /** The emulator's origin, as far as it is known. */
  origin = "";
  readonly log: LogWriter | undefined;
  readonly #clock: Clock;
  readonly #startTime: number;
  readonly #history = new TrafficHistory();
  #exchanges = 0;

  /** @param log - Where it is written too. */
  constructor(clock: Clock, log?: LogWriter) {
    this.log = log;
    this.#clock = clock;
    this.#startTime = clock.now();
  }

  /** What has been told so far; it grows. */
  get records(): readonly TrafficRecord[] {
    return this.#history.records;
  }

  /** A request, or a handshake that is not decided upon yet, has begun to come. */
  begin(request: IncomingMessage): ExchangeTap {
    return new ExchangeTap(this, ++this.#exchanges, request);
  }

  /** Milliseconds since the start, with three decimals. */
  now(): number {
    return Math.round((this.#clock.now() - this.#startTime) * 1000) / 1000;
  }

  add(record: TrafficRecord): void {
    this.#history.add(record);
    this.log?.add(record);
    if (trafficChannel.hasSubscribers) trafficChannel.publish({ emulator: this.origin, record });
  }
}

/** Where one request or connection is told. */
export class ExchangeTap {
  readonly #tap: TrafficTap;
  readonly #exchange: number;
  readonly #beginTime: number;
  readonly #request: IncomingMessage;
  readonly #path: string;
  readonly #redaction: Redaction;
  #isReceived = false;
  #isClosed = false;

  constructor(tap: TrafficTap, exchange: number, request: IncomingMessage) {
    this.#tap = tap;
    this.#exchange = exchange;
    this.#beginTime = tap.now();
    this.#request = request;
    this.#redaction = new Redaction(request.headers);
    this.#path = this.#redaction.path(request.url ?? "/");
  }

  /** The request has come, with this body. Only the first call counts. */
  received(body?: TrafficBody): void {
    if (this.#isReceived) return;
    this.#isReceived = true;
    const { method = "GET", headers } = this.#request;
    this.#tap.add({
      type: "request",
      exchange: this.#exchange,
      timeMs: this.#beginTime,
      path: this.#path,
      method,
      headers: this.#redaction.headers(headers),
      body: this.#redactedBody(body),
    });
  }

  /** An upload has come; its file is where the path says. Resolves when that is needed no more. */
  async receivedUpload(body: TrafficBody & { readonly type: "multipart" }, filePath: string): Promise<void> {
    if (body.files.length > 0) await this.#tap.log?.addUpload(this.#exchange, filePath);
    this.received(body);
  }

  /** It is answered. The headers' names are in lower case. */
  answered(status: number, headers: Readonly<Record<string, string>>, body: TrafficBody): void {
    this.received();
    this.#tap.add({
      ...this.#now(),
      type: "response",
      status,
      headers: this.#redaction.headers(headers),
      body: this.#redactedBody(body) ?? body,
    });
  }

  /** It has become a live connection. */
  opened(protocol: string): void {
    const headers = this.#redaction.headers(this.#request.headers);
    this.#tap.add({ ...this.#now(), type: "open", headers, protocol });
  }

  /** @param data - Bytes for a binary message. */
  frame(from: "client" | "server", data: string | Buffer): void {
    const isBinary = typeof data !== "string";
    const text = isBinary ? data.toString("base64") : this.#redaction.text(data);
    this.#tap.add({ ...this.#now(), type: "frame", from, text, isBinary });
  }

  /** The live connection has ended, or is told to. Only the first call counts. */
  closed(by: "client" | "server", code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tap.add({ ...this.#now(), type: "close", by, code, reason: this.#redaction.text(reason) });
  }

  #now(): { readonly exchange: number; readonly timeMs: number; readonly path: string } {
    return { exchange: this.#exchange, timeMs: this.#tap.now(), path: this.#path };
  }

  #redactedBody(body: TrafficBody | undefined): TrafficBody | undefined {
    switch (body?.type) {
      case "json":
        return { type: "json", value: this.#redaction.json(body.value) };
      case "text":
        return { type: "text", text: this.#redaction.text(body.text) };
      case "multipart": {
        const fields = body.fields.map(({ name, value }) => ({ name, value: this.#redaction.text(value) }));
        return { ...body, fields };
      }
      case undefined:
        return undefined;
    }
  }
}
