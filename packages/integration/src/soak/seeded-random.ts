/** Random numbers that are the same for a seed every time. */
export class SeededRandom {
  #state: number;

  /** @param seeds - Whole numbers. Others that differ in one alone are no more alike than any. */
  constructor(...seeds: readonly number[]) {
    this.#state = seeds.reduce((state, seed) => mixed(state + seed), 0);
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    return mixed(this.#state) / 2 ** 32;
  }

  /** From the least up to the most, without that. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** A whole number from the least to the most. */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  /** Whether that comes to pass which does in so many of 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.whole(0, items.length - 1)] ?? items[0];
  }
}

function mixed(state: number): number {
  let value = Math.imul(state ^ (state >>> 15), state | 1);
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
  return (value ^ (value >>> 14)) >>> 0;
}
