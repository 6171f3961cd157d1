import type { AudioStretch, AudioTimeline, ResumableProtocol } from "@kotoba/audio";
import {
  commonBeginning,
  completedEarly,
  type FrameMeaning,
  SaidAgain,
  SaidFromMiddle,
  type SessionProtocol,
} from "@kotoba/core";
import { eventNumber } from "../protocol/live-client-frames.ts";
import { type LiveServerFrame, readLiveServerFrame } from "../protocol/live-server-frames.ts";
import { meaningOf, openingFrames } from "./asr-protocol.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveSettings } from "./live-options.ts";

/** The service ends a turn after so long a silence, unless told otherwise (contract, section 5). */
const DEFAULT_SILENCE_SECONDS = 0.8;
const HAS_WORDS = /[\p{L}\p{N}]/u;

const NOTHING: FrameMeaning<AsrEvent> = { events: [] };

type DeltaFrame = Extract<LiveServerFrame, { readonly type: "delta" }>;
type CompletedFrame = Extract<LiveServerFrame, { readonly type: "completed" }>;

/** Turns that were completed, but whose audio must be sent again when the line is lost. */
interface CompletedTurns {
  /** What they said, one behind the other. */
  readonly text: string;
  /** Where the last of them ended at the latest. */
  readonly endSeconds: number;
  /** Up to where audio was confirmed when the first of them was completed. */
  readonly confirmedSeconds: number;
}

/** A turn on the present connection. */
interface Turn {
  readonly serverId: string | undefined;
  /** As the consumer knows it. */
  readonly itemId: string | undefined;
  /** Whether its name tells where it begins. */
  readonly isLocated: boolean;
  /** It may be one that was completed on an earlier connection, and is heard again: its whole text will tell. */
  readonly isOld: boolean;
  /** What of its deltas was delivered on an earlier connection. */
  readonly saidAgain: SaidAgain | SaidFromMiddle | undefined;
}

/**
 * Live recognition over several connections in turn: the audio of completed turns is confirmed, that of the unfinished turn is sent again,
 * and its text goes on where it stopped.
 *
 * Where a turn begins is told by its `item_id`, which is the `event_id` of a chunk of audio. It begins in the silence that ended the turn
 * before, and so the quietest moment near that chunk is where the audio can be cut. Until the next turn's first frame has told its
 * beginning, a completed turn is not confirmed: should the line break in between, it is heard again, and left out by its words. Where a
 * service gives identifiers of its own, the silence is looked for in the last of what was sent, while the audio is live: its lag must be
 * shorter than the silence.
 */
export class TurnReplay implements ResumableProtocol<AsrEvent> {
  readonly #settings: LiveSettings;
  readonly #timeline: AudioTimeline;
  readonly #silenceSeconds: number;
  #connections = 0;
  /** Whether the present connection is ready. */
  #isReady = false;
  /** The turns that were completed and are not confirmed; undefined when there are none. */
  #unconfirmed: CompletedTurns | undefined;
  /** What the consumer has of the turn that is not completed. */
  #unfinished: { readonly itemId: string | undefined; readonly text: string } | undefined;
  /** Its beginning was lost with a line. */
  #isBeginningLost = false;
  /** Turns are heard again that were completed before, and a noise among them may be heard again as an empty turn. */
  #hearsOldTurns = false;
  /** The last turn that was completed, as the consumer knows it. */
  #lastItemId: string | undefined;
  /** Up to where audio was confirmed when the last line was lost. */
  #confirmedBefore = 0;
  /** What the turns said that were completed before, and are still to be heard again on the present connection. */
  #oldText = "";
  /** The deltas of a turn that may be one of these. */
  #heldBack = "";
  #turn: Turn | undefined;
  /** What the turns said that were completed on the present connection, by their names. */
  readonly #completedTexts = new Map<string, string>();

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
    this.#isReady = false;
    this.#turn = undefined;
    this.#completedTexts.clear();
    this.#confirmedBefore = this.#timeline.confirmedSeconds;
  }

  #receive(frame: LiveServerFrame): FrameMeaning<AsrEvent> {
    switch (frame.type) {
      case "ready":
        return this.#begin(frame);
      case "delta":
        return this.#delta(frame);
      case "completed":
        return this.#completed(frame);
      case "committed": {
        if (!this.#timeline.isFinished) throw completedEarly(this.#timeline);
        const { events, ...meaning } = meaningOf(frame, this.#settings);
        return { ...meaning, events: [...this.#undecided(frame.raw), ...events] };
      }
      case "other":
        return NOTHING;
    }
  }

  #begin(frame: LiveServerFrame): FrameMeaning<AsrEvent> {
    if (this.#isReady) return NOTHING;
    this.#isReady = true;
    this.#connections++;
    if (!this.#areHeardAgain) this.#unconfirmed = undefined;
    this.#oldText = this.#unconfirmed?.text ?? "";
    this.#heldBack = "";
    this.#hearsOldTurns = this.#unconfirmed !== undefined;
    if (this.#timeline.confirmedSeconds > this.#confirmedBefore) this.#isBeginningLost = true;
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
    if (frame.itemId !== undefined && this.#completedTexts.has(frame.itemId)) return NOTHING;
    const { isOld, itemId, saidAgain } = this.#turnOf(frame);
    if (isOld) {
      this.#heldBack += frame.text;
      return NOTHING;
    }
    const text = saidAgain?.next(frame.text) ?? frame.text;
    if (text === "") return NOTHING;
    this.#unfinished = { itemId, text: (this.#unfinished?.text ?? "") + text };
    return meaningOf({ ...frame, text, itemId }, this.#settings);
  }

  #completed(frame: CompletedFrame): FrameMeaning<AsrEvent> {
    // The same once more; with other words it is another turn.
    if (frame.itemId !== undefined && this.#completedTexts.get(frame.itemId) === frame.text) return NOTHING;
    let turn = this.#turnOf(frame);
    let { text } = frame;
    if (turn.isOld) {
      const beyond = this.#beyondOldText(text);
      if (beyond !== "") turn = this.#takeForNew(turn);
      text = beyond ?? text;
    }
    const { isOld, isLocated, itemId, serverId, saidAgain } = turn;
    this.#turn = undefined;
    this.#heldBack = "";
    if (serverId !== undefined) this.#completedTexts.set(serverId, frame.text);
    const isNoise = !HAS_WORDS.test(text) && (this.#hearsOldTurns || saidAgain !== undefined);
    // What was told is not taken back by a noise, nor is one told twice.
    if (isOld || isNoise) return NOTHING;
    this.#hearsOldTurns = false;
    this.#endTurn(text, isLocated);
    let last: FrameMeaning<AsrEvent> = NOTHING;
    if (saidAgain instanceof SaidFromMiddle) {
      last = meaningOf({ ...frame, type: "delta", text: saidAgain.flush(), itemId }, this.#settings);
      text = saidAgain.whole(text);
    }
    this.#unfinished = undefined;
    this.#isBeginningLost = false;
    this.#lastItemId = itemId;
    const { events, ...meaning } = meaningOf({ ...frame, text, itemId }, this.#settings);
    return { ...meaning, events: [...last.events, ...events] };
  }

  /** What was held back of a turn that never came to its whole text. */
  #undecided(raw: unknown): readonly AsrEvent[] {
    const turn = this.#turn;
    if (turn === undefined || !turn.isOld || this.#heldBack === "") return [];
    const text = this.#beyondOldText(this.#heldBack) ?? this.#heldBack;
    if (text === "") return [];
    return meaningOf({ type: "delta", text, itemId: this.#takeForNew(turn).itemId, raw }, this.#settings)
      .events;
  }

  #endTurn(text: string, isLocated: boolean): void {
    const { sentSeconds, confirmedSeconds, isLive } = this.#timeline;
    if (isLocated || !isLive) {
      const before = this.#unconfirmed ?? { text: "", confirmedSeconds };
      this.#unconfirmed = { ...before, text: `${before.text} ${text}`.trim(), endSeconds: sentSeconds };
    } else {
      const silenceStart = Math.max(0, sentSeconds - this.#silenceSeconds);
      this.#timeline.confirm(this.#timeline.quietest(silenceStart, sentSeconds));
      this.#unconfirmed = undefined;
    }
  }

  /**
   * What a turn that is heard again says beyond what was completed; empty when it says no more, and undefined when it is another turn. The
   * words tell, for there may be more or fewer turns this time: a pause or a noise may be judged otherwise.
   */
  #beyondOldText(text: string): string | undefined {
    if (!HAS_WORDS.test(text)) return "";
    // Where some of its sound was lost, it may be heard from its middle on.
    const isWhole = this.#unconfirmed?.confirmedSeconds === this.#timeline.confirmedSeconds;
    if (!isWhole && this.#oldText.includes(text.trim())) return "";
    const common = commonBeginning(this.#oldText, text);
    if (common === undefined) return undefined;
    this.#oldText = this.#oldText.slice(common.endInFirst);
    if (!HAS_WORDS.test(this.#oldText)) this.#oldText = "";
    const rest = text.slice(common.endInSecond);
    return HAS_WORDS.test(rest) ? rest.replace(/^[^\p{L}\p{N}]+/u, "") : "";
  }

  #takeForNew({ serverId }: Turn): Turn {
    this.#oldText = "";
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
    if (turn !== undefined && !turn.isOld) this.#unfinished = undefined;
    const next = this.#newTurn(serverId);
    this.#turn = next;
    return next;
  }

  #newTurn(serverId: string | undefined): Turn {
    const number = serverId === undefined ? undefined : eventNumber(serverId);
    const chunk = number === undefined ? undefined : this.#timeline.piece(number);
    const isLocated = number !== undefined;
    if (this.#oldText !== "" && !this.#beginsBehindOld(chunk)) {
      return { serverId, itemId: undefined, isLocated, isOld: true, saidAgain: undefined };
    }
    this.#oldText = "";
    // A second turn of one name does not begin where the first one did.
    const isNamedAgain = serverId !== undefined && this.#completedTexts.has(serverId);
    if (isLocated && !isNamedAgain) this.#confirmBefore(chunk);
    const unfinished = this.#unfinished;
    const Again = this.#isBeginningLost ? SaidFromMiddle : SaidAgain;
    const saidAgain = unfinished === undefined ? undefined : new Again(unfinished.text);
    const itemId = unfinished === undefined ? this.#itemId(serverId, isLocated) : unfinished.itemId;
    return { serverId, itemId, isLocated, isOld: false, saidAgain };
  }

  #beginsBehindOld(chunk: AudioStretch | undefined): boolean {
    const { endSeconds } = this.#unconfirmed ?? { endSeconds: 0 };
    return chunk !== undefined && chunk.startSeconds >= endSeconds;
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
