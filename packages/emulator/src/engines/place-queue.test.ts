import { describe, expect, it } from "vitest";
import { PlaceQueue } from "./place-queue.ts";

describe("PlaceQueue", () => {
  it("lets in as many as there are places, the others in the order in which they came", async () => {
    const places = new PlaceQueue(2);
    const admitted: string[] = [];
    const entered = ["a", "b", "c", "d"].map((name) => places.take().then(() => admitted.push(name)));
    await Promise.all(entered.slice(0, 2));
    expect(admitted).toEqual(["a", "b"]);
    places.give();
    await entered[2];
    expect(admitted).toEqual(["a", "b", "c"]);
    places.give();
    await entered[3];
    expect(admitted).toEqual(["a", "b", "c", "d"]);
  });

  it("forgets who left the line", async () => {
    const places = new PlaceQueue(1);
    await places.take();
    const controller = new AbortController();
    const impatient = places.take(controller.signal);
    const patient = places.take();
    controller.abort(new Error("no time"));
    await expect(impatient).rejects.toThrow("no time");
    places.give();
    await patient;
  });

  it("lets nobody in with a signal that has aborted", async () => {
    const places = new PlaceQueue(1);
    await expect(places.take(AbortSignal.abort(new Error("no time")))).rejects.toThrow("no time");
    await places.take();
  });

  it("sends everyone away once it is closed", async () => {
    const places = new PlaceQueue(1);
    await places.take();
    const waiting = places.take();
    places.close(new Error("closed"));
    await expect(waiting).rejects.toThrow("closed");
    await expect(places.take()).rejects.toThrow("closed");
  });
});
