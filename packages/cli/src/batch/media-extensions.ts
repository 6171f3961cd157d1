/** Endings of audio and video files, lower case: what is taken from a folder. */
const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    "wav wave mp3 flac ogg oga opus m4a m4b aac webm weba mka aif aiff aifc au snd caf amr wma " +
    "mp4 m4v mov mkv avi wmv mpg mpeg ogv 3gp 3g2 flv"
  ).split(" "),
);

/** Whether a file's name says that it is audio or video. */
export function isMediaName(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && MEDIA_EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}
