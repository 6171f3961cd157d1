import type { AudioTimeline, ResumableProtocol } from "@kotoba/audio";
import { type FrameMeaning, SaidAgain, type SessionProtocol } from "@kotoba/core";
import { eventNumber } from "../protocol/live-client-frames.ts";
import { type LiveServerFrame, readLiveServerFrame } from "../protocol/live-server-frames.ts";
import { meaningOf, openingFrames } from "./asr-protocol.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveSettings } from "./live-options.ts";

/** The service ends a turn after so long a silence, unless told otherwise (contract, section 5). */
const DEFAULT_SILENCE_SECONDS = 0.8;

const NOTHING: FrameMeaning<AsrEvent> = { events: [] };

type DeltaFrame = Extract<LiveServerFrame, { readonly type: "delta" }>;
type CompletedFrame = Extract<LiveServerFrame, { readonly type: "completed" }>;

/** A turn on the present connection. */
interface Turn {
  readonly serverId: string | undefined;
  /** As the consumer knows it. */
  readonly itemId: string | undefined;
  /** Whether the place of its beginning is known. */
  readonly isLocated: boolean;
  /** It was completed on an earlier connection, and is heard but again. */
  readonly isOld: boolean;
  /** What of its deltas was delivered on an earlier connection. */
  readonly saidAgain: SaidAgain | undefined;
}

/**
 * Live recognition over several connections in turn: the audio of completed turns is confirmed, that of the unfinished turn is sent again,
 * and its text goes on where it stopped.
 *
 * Where a turn begins is told by its `item_id`, which is the `event_id` of a chunk of audio. It begins in the silence that ended the turn
 * before, and so the quietest moment near that chunk is where the audio can be cut. Until the next turn's first frame has told its
 * beginning, a completed turn is not confirmed: should the line break in between, it is heard again, and left out. Where a service
 * gives identifiers of its own, the silence is looked for in the last of what was sent.
 */
export class TurnReplay implements ResumableProtocol<AsrEvent> {
  readonly #settings: LiveSettings;
  readonly #timeline: AudioTimeline;
  readonly #silenceSeconds: number;
  #connections = 0;
  /** The turn that was completed and is not confirmed: where it ended at the latest, and up to where audio was confirmed then. */
  #completedTurn: { readonly endSeconds: number; readonly confirmedSeconds: number } | undefined;
  /** What the consumer has of the turn that is not completed. */
  #unfinished: { readonly itemId: string | undefined; readonly text: string } | undefined;
  /** The last turn that was completed, as the consumer knows it. */
  #lastItemId: string | undefined;
  /** Of the present connection: whether its first turn is one that was completed before. */
  #hearsOldTurn = false;
  #turn: Turn | undefined;
  readonly #completedIds = new Set<string>();

  constructor(settings: LiveSettings, timeline: AudioTimeline) {
    this.#settings = settings;
    this.#timeline = timeline;
    const { turnDetection } = settings;
    this.#silenceSeconds =
      turnDetection === undefined || turnDetection === false
        ? DEFAULT_SILENCE_SECONDS
        : turnDetection.silenceDurationMs / 1000;
  }

  connect(): SessionProtocol<AsrEvent> {
    return {
      openingFrames: openingFrames(this.#settings),
      receive: (text) => this.#receive(readLiveServerFrame(text)),
    };
  }

  lineLost(): undefined {
    this.#turn = undefined;
    this.#completedIds.clear();
  }

  #receive(frame: LiveServerFrame): FrameMeaning<AsrEvent> {
    switch (frame.type) {
      case "ready":
        return this.#begin(frame);
      case "delta":
        return this.#delta(frame);
      case "completed":
        return this.#completed(frame);
      default:
        return meaningOf(frame, this.#settings);
    }
  }

  #begin(frame: LiveServerFrame): FrameMeaning<AsrEvent> {
    this.#connections++;
    this.#hearsOldTurn = this.#isHeardAgain;
    if (!this.#hearsOldTurn) this.#completedTurn = undefined;
    return this.#connections === 1 ? meaningOf(frame, this.#settings) : { events: [], milestone: "ready" };
  }

  /** Whether the turn that was completed is in the audio of a new connection: unless that, or more, was lost meanwhile. */
  get #isHeardAgain(): boolean {
    if (this.#completedTurn === undefined) return false;
    const { endSeconds, confirmedSeconds } = this.#completedTurn;
    const { confirmedSeconds: start } = this.#timeline;
    return start === confirmedSeconds || start < endSeconds;
  }

  #delta(frame: DeltaFrame): FrameMeaning<AsrEvent> {
    // A delta that comes behind its turn's whole text says nothing new.
    if (frame.itemId !== undefined && this.#completedIds.has(frame.itemId)) return NOTHING;
    const turn = this.#turnOf(frame);
    const text = turn.saidAgain?.next(frame.text) ?? frame.text;
    if (turn.isOld || text === "") return NOTHING;
    this.#unfinished = { itemId: turn.itemId, text: (this.#unfinished?.text ?? "") + text };
    return meaningOf({ ...frame, text, itemId: turn.itemId }, this.#settings);
  }

  #completed(frame: CompletedFrame): FrameMeaning<AsrEvent> {
    if (frame.itemId !== undefined && this.#completedIds.has(frame.itemId)) return NOTHING;
    const { isOld, isLocated, itemId, serverId } = this.#turnOf(frame);
    this.#turn = undefined;
    if (serverId !== undefined) this.#completedIds.add(serverId);
    if (isOld) {
      this.#hearsOldTurn = false;
      return NOTHING;
    }
    this.#unfinished = undefined;
    this.#lastItemId = itemId;
    const { sentSeconds, confirmedSeconds } = this.#timeline;
    const silenceStart = Math.max(0, sentSeconds - this.#silenceSeconds);
    if (isLocated) this.#completedTurn = { endSeconds: silenceStart, confirmedSeconds };
    else this.#timeline.confirm(this.#timeline.quietest(silenceStart, sentSeconds));
    return meaningOf({ ...frame, itemId }, this.#settings);
  }

  /** The turn of a frame: the one under way, or a new one. */
  #turnOf({ itemId: serverId }: DeltaFrame | CompletedFrame): Turn {
    const turn = this.#turn;
    const isUnderWay = turn?.serverId === serverId || serverId === undefined || turn?.serverId === undefined;
    if (turn !== undefined && isUnderWay) return turn;
    // The turn under way ends without its whole text: its deltas stand.
    if (turn !== undefined) this.#unfinished = undefined;
    const next = this.#newTurn(serverId);
    this.#turn = next;
    return next;
  }

  #newTurn(serverId: string | undefined): Turn {
    const number = serverId === undefined ? undefined : eventNumber(serverId);
    const chunk = number === undefined ? undefined : this.#timeline.piece(number);
    const isLocated = chunk !== undefined;
    if (this.#hearsOldTurn) {
      return { serverId, itemId: undefined, isLocated, isOld: true, saidAgain: undefined };
    }
    if (chunk !== undefined) this.#confirmBefore(chunk);
    const unfinished = this.#unfinished;
    if (unfinished !== undefined) {
      return {
        serverId,
        itemId: unfinished.itemId,
        isLocated,
        isOld: false,
        saidAgain: new SaidAgain(unfinished.text),
      };
    }
    return {
      serverId,
      itemId: this.#itemId(serverId, isLocated),
      isLocated,
      isOld: false,
      saidAgain: undefined,
    };
  }

  /** Confirms the audio before a turn that begins in a chunk. */
  #confirmBefore({
    startSeconds,
    endSeconds,
  }: {
    readonly startSeconds: number;
    readonly endSeconds: number;
  }): void {
    const { confirmedSeconds } = this.#timeline;
    if (this.#completedTurn === undefined) return;
    const from = Math.max(confirmedSeconds, startSeconds - this.#silenceSeconds);
    this.#timeline.confirm(this.#timeline.quietest(from, endSeconds));
    this.#completedTurn = undefined;
  }

  /** What the consumer knows a turn by: never by the name of another turn, which a service may use again on a new connection. */
  #itemId(serverId: string | undefined, isLocated: boolean): string | undefined {
    if (serverId === undefined || this.#connections === 1) return serverId;
    return isLocated && serverId !== this.#lastItemId ? serverId : `${serverId}@${this.#connections}`;
  }
}
