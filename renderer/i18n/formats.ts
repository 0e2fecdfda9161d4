/** How quantities are written. */
export interface Formats {
  readonly number: (value: number, digits?: number) => string;
  /** A change, with its sign: +0.040, −0.040. */
  readonly signed: (value: number, digits: number) => string;
  /** 0..1 as per cent. */
  readonly percent: (share: number, digits?: number) => string;
  /** Powers of ten: 1.4 GB. */
  readonly bytes: (sizeBytes: number) => string;
  /** 12 s, 4 min 10 s, 2 h 5 min. */
  readonly duration: (timeSec: number) => string;
  /** A duration that was only estimated: 12 s, 4 min, 2 h 5 min. */
  readonly roughDuration: (timeSec: number) => string;
  readonly dateTime: (timeMs: number) => string;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function durationParts(timeSec: number): string {
  const whole = Math.max(0, Math.round(timeSec));
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return min === 0 ? `${h} h` : `${h} h ${min} min`;
  if (min > 0) return s === 0 ? `${min} min` : `${min} min ${s} s`;
  return `${s} s`;
}

/** To steps of ten seconds, from two minutes on of one minute, from an hour on of five: what is estimated is not known better. */
function roughly(timeSec: number): number {
  const stepSec = timeSec < 20 ? 1 : timeSec < 120 ? 10 : timeSec < 3600 ? 60 : 300;
  return Math.round(timeSec / stepSec) * stepSec;
}

/** Makes something at its first use. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The formats of a language, by its code. They are made at their first use: all at once would delay the first picture. */
export function createFormats(language: string): Formats {
  // Making a format takes longer than using it, and lists write the same few again and again.
  const made = new Map<string, Intl.NumberFormat>();
  function withDigits(digits: number, style: 'decimal' | 'percent'): Intl.NumberFormat {
    const key = `${style}${digits}`;
    let format = made.get(key);
    if (format === undefined) {
      const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      made.set(key, (format = new Intl.NumberFormat(language, { style, ...fixed })));
    }
    return format;
  }
  const date = lazily(() => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }));
  const number = (value: number, digits = 0) => withDigits(digits, 'decimal').format(value);
  const size = lazily(() => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
  return {
    number,
    signed(value, digits) {
      const text = number(Math.abs(value), digits);
      return Number(value.toFixed(digits)) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
    },
    percent: (share, digits = 0) => withDigits(digits, 'percent').format(share),
    bytes(sizeBytes) {
      const power = Math.min(
        byteUnits.length - 1,
        sizeBytes < 1000 ? 0 : Math.floor(Math.log10(sizeBytes) / 3),
      );
      const value = sizeBytes / 1000 ** power;
      return `${power > 1 && value < 100 ? size().format(value) : number(value)} ${byteUnits[power]!}`;
    },
    duration: durationParts,
    roughDuration: (timeSec) => durationParts(roughly(timeSec)),
    dateTime: (timeMs) => date().format(timeMs),
  };
}
