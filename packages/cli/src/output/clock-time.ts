/** Seconds as `MM:SS.cc`, with hours in front when there are any. */
export function clockTime(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutesAndSeconds = `${pad(Math.floor(hundredths / 6000) % 60)}:${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`;
  const hours = Math.floor(hundredths / 360_000);
  return hours === 0 ? minutesAndSeconds : `${pad(hours)}:${minutesAndSeconds}`;
}
