/** Extensions by which a file of a media type is known; the first is the one to give to a file without a name. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  "audio/wav": ["wav", "wave"],
  "audio/mpeg": ["mp3", "mpga", "mpeg"],
  "audio/flac": ["flac"],
  "audio/ogg": ["ogg", "oga", "opus"],
  "audio/mp4": ["m4a", "mp4"],
  "audio/webm": ["webm"],
  "audio/aiff": ["aiff", "aif", "aifc"],
  "audio/basic": ["au", "snd"],
  "audio/aac": ["aac"],
};

/** Other names for the same. */
const ALIASES: Readonly<Record<string, string>> = {
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/mp3": "audio/mpeg",
  "audio/x-flac": "audio/flac",
  "audio/x-m4a": "audio/mp4",
  "video/mp4": "audio/mp4",
  "video/webm": "audio/webm",
  "audio/x-aiff": "audio/aiff",
};

/** How many bytes {@link sniffMediaType} looks at. */
export const SNIFF_BYTES = 12;

/** The media type that the first bytes of a file tell, or `undefined`. */
export function sniffMediaType(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start.subarray(0, SNIFF_BYTES));
  const container = text.slice(0, 4);
  const content = text.slice(8, 12);
  if (["RIFF", "RIFX", "RF64", "BW64"].includes(container) && content === "WAVE") return "audio/wav";
  if (container === "FORM" && (content === "AIFF" || content === "AIFC")) return "audio/aiff";
  if (text.startsWith("ID3")) return "audio/mpeg";
  if (container === "fLaC") return "audio/flac";
  if (container === "OggS") return "audio/ogg";
  if (container === ".snd") return "audio/basic";
  if (container === "\x1a\x45\xdf\xa3") return "audio/webm";
  if (text.slice(4, 8) === "ftyp") return "audio/mp4";
  return sniffMpegFrame(start);
}

/** MP3 and AAC start with a frame: 11 set bits, then the version and the layer. */
function sniffMpegFrame(start: Uint8Array): string | undefined {
  const [first = 0, second = 0, third = 0] = start;
  if (first !== 0xff || start.length < 3) return undefined;
  if ((second & 0xf6) === 0xf0) return "audio/aac";
  const isVersion = (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08;
  const isLayer2Or3 = (second & 0x06) === 0x02 || (second & 0x06) === 0x04;
  const isRate = (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
  return isVersion && isLayer2Or3 && isRate ? "audio/mpeg" : undefined;
}

/** The media type that the extension of a file name tells, or `undefined`. */
export function mediaTypeOfName(fileName: string): string | undefined {
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return Object.keys(EXTENSIONS).find((mediaType) => EXTENSIONS[mediaType]?.includes(extension));
}

/** A file name for audio that has none: `audio`, with the extension of its media type where that is known. */
export function nameForMediaType(mediaType: string): string {
  const essence = (mediaType.split(";")[0] ?? "").trim().toLowerCase();
  const extension = EXTENSIONS[ALIASES[essence] ?? essence]?.[0];
  return extension === undefined ? "audio" : `audio.${extension}`;
}
