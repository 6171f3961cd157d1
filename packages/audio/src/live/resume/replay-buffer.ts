/** A piece of audio, in the frame that carries it. Positions are in bytes of audio, from the first of the session. */
export interface BufferedPiece {
  readonly frame: string;
  readonly start: number;
  readonly end: number;
}

/** The pieces of a session that may have to be sent, or sent again. They are numbered from 1, as their frames are. */
export class ReplayBuffer {
  readonly #pieces: BufferedPiece[] = [];
  /** Where the first of them is in the array: taking from its front would move all that follow. */
  #head = 0;
  #firstNumber = 1;
  #end = 0;

  /** Number of the first piece that is kept; that of the next to come, when none is. */
  get firstNumber(): number {
    return this.#firstNumber;
  }

  /** The number that the next piece will have. */
  get nextNumber(): number {
    return this.#firstNumber + this.#pieces.length - this.#head;
  }

  /** Where the audio begins that is kept. */
  get start(): number {
    return this.#pieces[this.#head]?.start ?? this.#end;
  }

  /** Where it ends, and the next piece will begin. */
  get end(): number {
    return this.#end;
  }

  /** How much is kept, in bytes of audio. */
  get heldBytes(): number {
    return this.#end - this.start;
  }

  append(frame: string, byteLength: number): void {
    const start = this.#end;
    this.#end += byteLength;
    this.#pieces.push({ frame, start, end: this.#end });
  }

  /** The piece with this number, when it is kept. */
  at(number: number): BufferedPiece | undefined {
    return number < this.#firstNumber ? undefined : this.#pieces[this.#head + number - this.#firstNumber];
  }

  /** Drops the first piece, and gives it. */
  dropFirst(): BufferedPiece | undefined {
    const piece = this.#pieces[this.#head];
    if (piece === undefined) return undefined;
    this.#head++;
    this.#firstNumber++;
    // Copying the rest down when half is spent costs each piece one move in all.
    if (this.#head * 2 >= this.#pieces.length) {
      this.#pieces.splice(0, this.#head);
      this.#head = 0;
    }
    return piece;
  }

  /** Drops the pieces that end at a position or before it. */
  dropBefore(position: number): void {
    for (let first = this.#pieces[this.#head]; first !== undefined && first.end <= position; ) {
      this.dropFirst();
      first = this.#pieces[this.#head];
    }
  }

  /** Where the pieces begin that do so within a stretch. */
  startsWithin(from: number, to: number): number[] {
    const starts: number[] = [];
    for (let number = this.#firstNumber; ; number++) {
      const piece = this.at(number);
      if (piece === undefined || piece.start > to) return starts;
      if (piece.start >= from) starts.push(piece.start);
    }
  }
}
