/**
 * A time as caption files write it: `HH:MM:SS`, the decimal mark, and three digits. Hours take as many digits as they
 * need, at least two.
 */
export function captionTime(milliseconds: number, decimalMark: "," | "."): string {
  const seconds = Math.floor(milliseconds / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = String(milliseconds % 1000).padStart(3, "0");
  return `${clock.map((part) => String(part).padStart(2, "0")).join(":")}${decimalMark}${fraction}`;
}
