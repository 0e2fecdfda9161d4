/** What ffmpeg's messages say about a video: its header, then one entry per decoded frame. */
export interface VideoReport {
  /** The container's name, "mov,mp4,m4a,3gp,3g2,mj2" say; null where no input was opened. */
  readonly format: string | null;
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  /** Length of the longest stream, as the header announces it. */
  readonly announcedDurationSec: number | null;
  readonly announcedFrameRate: number | null;
  /** Size of the first frame as it is displayed. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Presentation time of each frame; null where the stream does not tell. */
  readonly timesSec: readonly (number | null)[];
  /** The file ends before its announced end; for some containers ffmpeg exits with 0 all the same. */
  readonly endsEarly: boolean;
}

/** Reads ffmpeg's messages line by line: `push` each line, then ask `report`. */
export interface VideoReportReader {
  push(line: string): void;
  readonly frameCount: number;
  report(): VideoReport;
}

const clock = /Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/;
const inputLine = /^Input #0, (.+), from /;
const videoLine = /Stream #0:\d+.*: Video: (?!.*\(attached pic\))/;
const audioLine = /Stream #0:\d+.*: Audio: /;
const rate = /, (\d+(?:\.\d+)?(k?)) fps/;
const timeBaseLine = /config in time_base: (\d+)\/(\d+)/;
const truncationLine = /partial file|ended prematurely/i;
const frameLine = /\bn: *\d+ pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+) /;

/** A reader of the lines that `probeArguments` makes ffmpeg write. Times come from the integer time stamps. */
export function createVideoReportReader(): VideoReportReader {
  let format: string | null = null;
  let hasVideo = false;
  let hasAudio = false;
  let announcedDurationSec: number | null = null;
  let announcedFrameRate: number | null = null;
  let timeBaseSec = 0;
  let endsEarly = false;
  let size = { widthPx: 0, heightPx: 0 };
  const timesSec: (number | null)[] = [];

  function pushHeader(line: string): void {
    format ??= inputLine.exec(line)?.[1] ?? null;
    hasAudio ||= audioLine.test(line);
    const duration = clock.exec(line);
    if (duration !== null)
      announcedDurationSec ??= Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
    if (!hasVideo && videoLine.test(line)) {
      hasVideo = true;
      const fps = rate.exec(line);
      if (fps !== null) announcedFrameRate = Number.parseFloat(fps[1]!) * (fps[2] === 'k' ? 1000 : 1);
    }
  }

  function pushFrame(pts: string, widthPx: number, heightPx: number): void {
    if (timesSec.length === 0) size = { widthPx, heightPx };
    // showinfo's own seconds have six digits only, which is too coarse after some minutes.
    timesSec.push(pts === 'NOPTS' ? null : Number(pts) * timeBaseSec);
  }

  return {
    push(line) {
      endsEarly ||= truncationLine.test(line);
      const frame = frameLine.exec(line);
      const timeBase = timeBaseLine.exec(line);
      if (frame !== null) pushFrame(frame[1]!, Number(frame[2]), Number(frame[3]));
      else if (timeBase !== null) timeBaseSec = Number(timeBase[1]) / Number(timeBase[2]);
      else if (timesSec.length === 0) pushHeader(line);
    },
    get frameCount() {
      return timesSec.length;
    },
    report: () => ({
      format,
      hasVideo,
      hasAudio,
      announcedDurationSec,
      announcedFrameRate,
      ...size,
      timesSec,
      endsEarly,
    }),
  };
}

/** Lines that say only that something failed, not what. */
const empty =
  /^(Conversion failed!|Error (while )?opening (input|output) files?.*|To ignore this.*|Error splitting .*|Exiting normally.*|)$/;
const address = /^\[[^\]]* @ (0x)?[0-9a-f]+\] (\[[a-z]+\] )?/;

/** Known messages, in the words of someone who does not know ffmpeg. */
const translations: readonly (readonly [RegExp, string])[] = [
  [/partial file|ended prematurely/, 'the file ends early'],
  [/corrupt (input packet|decoded frame)|Invalid NAL|[Ee]rror while decoding/, 'its data is corrupt'],
  [/moov atom not found|Invalid data found when processing input/, 'it is not a video, or it is incomplete'],
  [/matches no streams|does not contain any stream/, 'it contains no video stream'],
  [/No space left on device/, 'the disk is full'],
  [/Permission denied/, 'access is not permitted'],
  [/No such file or directory/, 'there is no such file or folder'],
  [
    /Unrecognized option 'fps_mode'|Option not found.*fps_mode/,
    'this ffmpeg is too old, version 5.1 or newer is needed',
  ],
  [/Unknown encoder 'libx264'/, 'this ffmpeg was built without libx264'],
];

/** The reason of a failure in a few words (no full stop), from the last lines that ffmpeg wrote. */
export function ffmpegFailure(lines: readonly string[]): string {
  const telling = lines.map((line) => line.replace(address, '').trim()).filter((line) => !empty.test(line));
  for (const [pattern, words] of translations) if (telling.some((line) => pattern.test(line))) return words;
  const last = telling.at(-1) ?? 'ffmpeg ended without a reason';
  return last.replace(/^file:/, '').replace(/\.$/, '');
}
