import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { TRAFFIC_CHANNEL, type TrafficMessage } from "@kotoba/emulator";
import { ConformanceCheck } from "./conformance-check.ts";
import { readPublishedDescriptions } from "./published-descriptions.ts";

const published = readPublishedDescriptions();

/** The check of all that the emulators of this process send and receive; undefined where the descriptions are not at hand. */
export const observedTraffic: ConformanceCheck | undefined =
  published === undefined ? undefined : new ConformanceCheck(published);

// Nobody else publishes on the emulator's channel.
const observe = (message: unknown) => observedTraffic?.add(message as TrafficMessage);

/** From here on, all traffic is checked. */
export function startObserving(): void {
  if (observedTraffic !== undefined) subscribe(TRAFFIC_CHANNEL, observe);
}

export function stopObserving(): void {
  unsubscribe(TRAFFIC_CHANNEL, observe);
}
