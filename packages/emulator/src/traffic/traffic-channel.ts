import { type Channel, channel } from "node:diagnostics_channel";
import type { TrafficRecord } from "./traffic-record.ts";

/**
 * The name of the `node:diagnostics_channel` on which every emulator of this process publishes its traffic, each record as it comes: a
 * {@link TrafficMessage}. Audio is in it in full, which it may not be in `emulator.traffic`. Subscribers are called while the frame is
 * being sent or received: they should be quick.
 *
 * @example
 * subscribe(TRAFFIC_CHANNEL, (message) => check((message as TrafficMessage).record));
 */
export const TRAFFIC_CHANNEL = "kotoba:emulator:traffic";

/** What is published on {@link TRAFFIC_CHANNEL}. */
export interface TrafficMessage {
  /** The origin at which that emulator is reached, for example `http://127.0.0.1:8080`: exchanges are numbered by emulator. */
  readonly emulator: string;
  /** What went over its wire. */
  readonly record: TrafficRecord;
}

/** The channel itself. */
export const trafficChannel: Channel = channel(TRAFFIC_CHANNEL);
