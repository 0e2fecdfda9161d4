import Timecode from 'smpte-timecode';
import { type Rate, rateValue } from './ffmpeg-outputs.ts';

/** NTSC's rates, which are told as rounded numbers. */
const ntsc = [24000, 30000, 48000, 60000, 120000].map((num) => ({ num, den: 1001 }));
const whole = [8, 10, 12, 12.5, 15, 24, 25, 30, 48, 50, 60, 100, 120].map((rate) =>
  Number.isInteger(rate) ? { num: rate, den: 1 } : { num: 2 * rate, den: 2 },
);
/** How far a measured rate may be from a known one: time stamps of whole milliseconds over a few frames. */
const NEAR = 4e-4;

/** The rate, as a fraction, that a measured or printed one means: a known one where it is near, else to 1/1000. */
export function rationalRate(measured: number): Rate {
  const known = [...ntsc, ...whole]
    .map((rate) => ({ rate, off: Math.abs(rateValue(rate) / measured - 1) }))
    .sort((a, b) => a.off - b.off)[0]!;
  if (known.off < NEAR) return known.rate;
  const thousandths = Math.max(1, Math.round(1000 * measured));
  const divisor = gcd(thousandths, 1000);
  return { num: thousandths / divisor, den: 1000 / divisor };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Share of a frame's time by which frames of one rate may be early or late: what rounding to a clock does. */
const JITTER = 0.3;

/** Whether frames come at intervals that no one rate explains. */
export function isVariable(timesSec: ArrayLike<number>, rate: Rate): boolean {
  const step = 1 / rateValue(rate);
  for (let i = 1; i < timesSec.length; i++)
    if (Math.abs(timesSec[i]! - timesSec[i - 1]! - step) > JITTER * step) return true;
  return false;
}

/** The source frame that each frame of an export shows. */
export type Schedule = readonly number[];

/** Frames from..to (one past the last), each once. */
export const everyFrame = (from: number, to: number): Schedule =>
  Array.from({ length: to - from }, (_, k) => from + k);

/** Frames from..to conformed to a rate: at each of its times the source frame that is shown then. */
export function conformed(timesSec: ArrayLike<number>, from: number, to: number, rate: Rate): Schedule {
  const start = timesSec[from]!;
  const lastStep = to - from > 1 ? timesSec[to - 1]! - timesSec[to - 2]! : 1 / rateValue(rate);
  const count = Math.max(1, Math.round((timesSec[to - 1]! + lastStep - start) * rateValue(rate)));
  const schedule: number[] = [];
  let at = from;
  for (let k = 0; k < count; k++) {
    const time = start + k / rateValue(rate) + 1e-6;
    while (at + 1 < to && timesSec[at + 1]! <= time) at++;
    schedule.push(at);
  }
  return schedule;
}

/** Whether a timecode at this rate can drop frame numbers. */
const dropsAt = ({ num, den }: Rate) => den === 1001 && (num === 30000 || num === 60000);
const isDropFrame = (timecode: string, rate: Rate) => /[;.]/.test(timecode) && dropsAt(rate);

/** Numbers of a frame within a second at a rate: 30 at 29.97. */
export const nominalRate = (rate: Rate): number => Math.round(rateValue(rate));

/** The number of the frame that a timecode names, from 0 at 00:00:00:00. */
export function framesOfTimecode(timecode: string, rate: Rate): number {
  const isDrop = isDropFrame(timecode, rate);
  const text = timecode.replace(/[.;](?=\d+$)/, isDrop ? ';' : ':');
  return Timecode(text, [rate.num, rate.den], isDrop).frameCount;
}

/** The timecode `frames` frames after `start`, which tells by a semicolon whether numbers are dropped. */
export function timecodeAfter(start: string, frames: number, rate: Rate): string {
  const total = framesOfTimecode(start, rate) + frames;
  return Timecode(total, [rate.num, rate.den], isDropFrame(start, rate)).toString();
}
