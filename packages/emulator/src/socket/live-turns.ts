import type { RecognitionProgress, RecognizedUtterance } from "../engines/recognition-engine.ts";
import { ChunkIds } from "./chunk-ids.ts";
import {
  type LiveAsrServerFrame,
  transcriptionCompleted,
  transcriptionDelta,
} from "./live-asr-server-frames.ts";
import { itemCreated } from "./live-audio-server-frames.ts";
import { SAMPLES_PER_STEP } from "./session-audio.ts";
import { TurnText } from "./turn-text.ts";

/** How a session is divided. */
export interface LiveTurnsOptions {
  /** What stands between the words of the language. */
  readonly separator: string;
  /** Whether each utterance is a turn of its own; else all of them are one. */
  readonly detectsTurns: boolean;
  /** Of the audio as it comes. */
  readonly bytesPerSecond: number;
}

interface OpenTurn {
  readonly itemId: string;
  readonly text: TurnText;
}

/** Tells what an engine hears as the frames of turns. It sends nothing: what a method returns is to be sent, in that order. */
export class LiveTurns {
  readonly #options: LiveTurnsOptions;
  readonly #chunks: ChunkIds;
  readonly #itemIds = new Set<string>();
  #turn: OpenTurn | undefined;
  #frames: LiveAsrServerFrame[] = [];

  constructor(options: LiveTurnsOptions) {
    this.#options = options;
    this.#chunks = new ChunkIds(options.bytesPerSecond);
  }

  /** Takes note that audio came, and of the `event_id` of its frame: the turn whose first sample is in it bears this as its `item_id`. */
  hear(eventId: string | undefined, byteLength: number): readonly LiveAsrServerFrame[] {
    this.#chunks.arrive(eventId, byteLength);
    this.#openTurn();
    return this.#takeFrames();
  }

  /** Takes what the engine made of the next samples: a whole step, unless they are the last. */
  follow({ utterances, partial }: RecognitionProgress, sampleCount: number): readonly LiveAsrServerFrame[] {
    this.#endUtterances(utterances);
    const isSilence = partial === "" && utterances.length === 0;
    if (isSilence && sampleCount === SAMPLES_PER_STEP) {
      this.#frames.push(transcriptionDelta(this.#openTurn().itemId, ""));
    }
    if (partial !== "") {
      const turn = this.#openTurn();
      this.#tell(turn, turn.text.grow(partial));
    }
    // Not before: a turn that opened just now has some of these samples.
    this.#chunks.advance(sampleCount);
    return this.#takeFrames();
  }

  /** Takes what the engine says when the audio has ended. */
  finish(utterances: readonly RecognizedUtterance[]): readonly LiveAsrServerFrame[] {
    this.#endUtterances(utterances);
    // Silence behind the last turn makes no turn; but a session that heard nothing else has this one.
    const isOnlyTurn = this.#itemIds.size === 1;
    if (this.#turn !== undefined && (isOnlyTurn || this.#turn.text.whole !== "")) this.#complete(this.#turn);
    return this.#takeFrames();
  }

  #endUtterances(utterances: readonly RecognizedUtterance[]): void {
    for (const { text } of utterances) {
      const turn = this.#openTurn();
      this.#tell(turn, turn.text.endUtterance(text));
      if (this.#options.detectsTurns) this.#complete(turn);
    }
  }

  #openTurn(): OpenTurn {
    this.#turn ??= this.#newTurn();
    return this.#turn;
  }

  #newTurn(): OpenTurn {
    let itemId = this.#chunks.current;
    // A client may use no event_id, or the same one again.
    if (itemId === undefined || this.#itemIds.has(itemId)) itemId = `item_${crypto.randomUUID()}`;
    this.#itemIds.add(itemId);
    this.#frames.push(itemCreated());
    return { itemId, text: new TurnText(this.#options.separator) };
  }

  #tell({ itemId }: OpenTurn, text: string): void {
    if (text !== "") this.#frames.push(transcriptionDelta(itemId, text));
  }

  #complete({ itemId, text }: OpenTurn): void {
    this.#frames.push(transcriptionCompleted(itemId, text.whole));
    this.#turn = undefined;
  }

  #takeFrames(): readonly LiveAsrServerFrame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }
}
