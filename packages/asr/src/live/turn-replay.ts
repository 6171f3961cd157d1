import type { AudioStretch, AudioTimeline, ResumableProtocol } from "@kotoba/audio";
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

/** Turns that were completed, but whose audio must be sent again when the line is lost. */
interface CompletedTurns {
  readonly count: number;
  /** What they said, one behind the other. */
  readonly text: string;
  /** Where the last of them ended at the latest. */
  readonly endSeconds: number;
  /** Up to where audio was confirmed then. */
  readonly confirmedSeconds: number;
}

/** A turn on the present connection. */
interface Turn {
  readonly serverId: string | undefined;
  /** As the consumer knows it. */
  readonly itemId: string | undefined;
  /** Whether its name tells where it begins. */
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
 * gives identifiers of its own, the silence is looked for in the last of what was sent, while the audio is live: its lag must be shorter
 * than the silence.
 */
export class TurnReplay implements ResumableProtocol<AsrEvent> {
  readonly #settings: LiveSettings;
  readonly #timeline: AudioTimeline;
  readonly #silenceSeconds: number;
  #connections = 0;
  /** The turns that were completed and are not confirmed; undefined when there are none. */
  #unconfirmed: CompletedTurns | undefined;
  /** What the consumer has of the turn that is not completed. */
  #unfinished: { readonly itemId: string | undefined; readonly text: string } | undefined;
  /** The last turn that was completed, as the consumer knows it. */
  #lastItemId: string | undefined;
  /** Of the present connection: how many turns are still to come that were completed before. */
  #oldTurns = 0;
  /** What those of them say whose whole text has not come again. */
  #oldText = "";
  /** What the deltas of the first of them have said again. */
  #heldBack = "";
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
    if (!this.#areHeardAgain) this.#unconfirmed = undefined;
    this.#oldTurns = this.#unconfirmed?.count ?? 0;
    this.#oldText = this.#unconfirmed?.text ?? "";
    this.#heldBack = "";
    return this.#connections === 1 ? meaningOf(frame, this.#settings) : { events: [], milestone: "ready" };
  }

  /** Whether turns that were completed are in the audio of a new connection: unless it was lost meanwhile. */
  get #areHeardAgain(): boolean {
    if (this.#unconfirmed === undefined) return false;
    const { endSeconds, confirmedSeconds } = this.#unconfirmed;
    const { confirmedSeconds: start } = this.#timeline;
    return start === confirmedSeconds || start < endSeconds;
  }

  #delta(frame: DeltaFrame): FrameMeaning<AsrEvent> {
    // A delta that comes behind its turn's whole text says nothing new.
    if (frame.itemId !== undefined && this.#completedIds.has(frame.itemId)) return NOTHING;
    let turn = this.#turnOf(frame);
    let said = frame.text;
    if (turn.isOld) {
      this.#heldBack += said;
      if (this.#saysOldText(this.#heldBack)) return NOTHING;
      said = this.#heldBack;
      turn = this.#takeForNew(turn);
    }
    const text = turn.saidAgain?.next(said) ?? said;
    if (text === "") return NOTHING;
    this.#unfinished = { itemId: turn.itemId, text: (this.#unfinished?.text ?? "") + text };
    return meaningOf({ ...frame, text, itemId: turn.itemId }, this.#settings);
  }

  #completed(frame: CompletedFrame): FrameMeaning<AsrEvent> {
    if (frame.itemId !== undefined && this.#completedIds.has(frame.itemId)) return NOTHING;
    let turn = this.#turnOf(frame);
    let { text } = frame;
    if (turn.isOld) {
      const isOld = this.#saysOldText(text);
      if (isOld) text = this.#beyondOldText(text);
      if (!isOld || text !== "") turn = this.#takeForNew(turn);
    }
    const { isOld, isLocated, itemId, serverId } = turn;
    this.#turn = undefined;
    this.#heldBack = "";
    if (serverId !== undefined) this.#completedIds.add(serverId);
    if (isOld) return NOTHING;
    this.#unfinished = undefined;
    this.#lastItemId = itemId;
    this.#endTurn(text, isLocated);
    return meaningOf({ ...frame, text, itemId }, this.#settings);
  }

  #endTurn(text: string, isLocated: boolean): void {
    const { sentSeconds, confirmedSeconds, isLive } = this.#timeline;
    if (isLocated || !isLive) {
      const { count, text: before } = this.#unconfirmed ?? { count: 0, text: "" };
      this.#unconfirmed = {
        count: count + 1,
        text: `${before} ${text}`.trim(),
        endSeconds: sentSeconds,
        confirmedSeconds,
      };
    } else {
      const silenceStart = Math.max(0, sentSeconds - this.#silenceSeconds);
      this.#timeline.confirm(this.#timeline.quietest(silenceStart, sentSeconds));
      this.#unconfirmed = undefined;
    }
  }

  /**
   * Whether a turn that is taken for one that was completed may be that one. It is, unless audio was lost, and perhaps all of its sound:
   * then what it says must tell.
   */
  #saysOldText(text: string): boolean {
    if (this.#unconfirmed === undefined) return false;
    const isWhole = this.#unconfirmed.confirmedSeconds === this.#timeline.confirmedSeconds;
    return isWhole || this.#unconfirmed.text.includes(text.trim());
  }

  /**
   * What a turn that is heard again says beyond what was completed; empty when it says no more. The pauses may be judged otherwise this
   * time: one turn may have become two, and two one.
   */
  #beyondOldText(text: string): string {
    const said = text.trim();
    const isPart = this.#oldText.startsWith(said);
    if (!isPart && said.startsWith(this.#oldText)) return said.slice(this.#oldText.length).trim();
    // Where the words are others, the turns are counted.
    this.#oldText = isPart ? this.#oldText.slice(said.length).trim() : "";
    this.#oldTurns = Math.max(this.#oldTurns - 1, this.#oldText === "" ? 0 : 1);
    return "";
  }

  #takeForNew({ serverId }: Turn): Turn {
    this.#oldTurns = 0;
    this.#unconfirmed = undefined;
    const turn = this.#newTurn(serverId);
    this.#turn = turn;
    return turn;
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
    const isLocated = number !== undefined;
    if (this.#oldTurns > 0) {
      return { serverId, itemId: undefined, isLocated, isOld: true, saidAgain: undefined };
    }
    if (isLocated) this.#confirmBefore(this.#timeline.piece(number));
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

  /** Confirms the audio before a turn that begins in a chunk; where that is not kept, neither are the turns before. */
  #confirmBefore(chunk: AudioStretch | undefined): void {
    if (this.#unconfirmed === undefined) return;
    this.#unconfirmed = undefined;
    if (chunk === undefined) return;
    const { startSeconds, endSeconds } = chunk;
    const from = Math.max(this.#timeline.confirmedSeconds, startSeconds - this.#silenceSeconds);
    this.#timeline.confirm(this.#timeline.quietest(from, endSeconds));
  }

  /** What the consumer knows a turn by: never by the name of another turn, which a service may use again on a new connection. */
  #itemId(serverId: string | undefined, isLocated: boolean): string | undefined {
    if (serverId === undefined || this.#connections === 1) return serverId;
    return isLocated && serverId !== this.#lastItemId ? serverId : `${serverId}@${this.#connections}`;
  }
}
