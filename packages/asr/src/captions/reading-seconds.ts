const COLUMNS_PER_SECOND = 20;

/** The shortest time, in seconds, in which a viewer reads a text of so many columns: a second, or more for a long one. */
export function readingSeconds(columns: number): number {
  return Math.max(1, columns / COLUMNS_PER_SECOND);
}
