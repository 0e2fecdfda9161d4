import type { ProgressEvent } from '../base/progress.ts';

/** Where lines go: `process.stderr`, or a recorder in tests. */
export interface LineOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const barCells = 24;
/** A terminal's line is rewritten at most that often; a log gets a line per stage at most that often. */
const rewriteMs = 80;
const logMs = 10_000;
const clearLine = '\r\u001b[K';

/** Shows progress events; `message` writes a line of its own between them; `end` leaves the cursor on a fresh line. */
export interface ProgressLines {
  show(event: ProgressEvent): void;
  message(text: string): void;
  end(): void;
}

/** One line per stage: rewritten in place on a terminal; at its start, its end and every 10 s in a log. */
export function progressLines(
  output: LineOutput,
  now: () => number = () => performance.now(),
): ProgressLines {
  return output.isTTY === true ? terminalLines(output, now) : logLines(output, now);
}

function terminalLines(output: LineOutput, now: () => number): ProgressLines {
  let open = '';
  let shownMs = -Infinity;
  const rewrite = (line: string, end: '' | '\n') => {
    output.write(clearLine + line.slice(0, (output.columns ?? 80) - 1) + end);
    open = end === '' ? line : '';
  };
  const finished = finishedOnce();
  return {
    show(event) {
      if (event.done >= event.total) {
        if (finished(event)) rewrite(doneLine(event), '\n');
      } else if (now() - shownMs >= rewriteMs) {
        shownMs = now();
        rewrite(barLine(event), '');
      }
    },
    message(text) {
      const interrupted = open;
      rewrite('', '');
      output.write(`${text}\n`);
      if (interrupted !== '') rewrite(interrupted, '');
    },
    end() {
      if (open !== '') rewrite('', '');
      open = '';
    },
  };
}

function logLines(output: LineOutput, now: () => number): ProgressLines {
  const shownMs = new Map<string, number>();
  const finished = finishedOnce();
  const write = (line: string) => output.write(`${line}\n`);
  return {
    show(event) {
      const key = `${event.clip}/${event.stage}`;
      if (event.done >= event.total) {
        if (finished(event)) write(doneLine(event));
      } else if (now() - (shownMs.get(key) ?? -Infinity) >= logMs) {
        write(shownMs.has(key) ? logLine(event) : startedLine(event));
        shownMs.set(key, now());
      }
    },
    message: (text) => void write(text),
    end: () => undefined,
  };
}

/** True for the first event of each stage that reports its end: stages may say so more than once. */
function finishedOnce(): (event: ProgressEvent) => boolean {
  const seen = new Set<string>();
  return ({ clip, stage }) => {
    const key = `${clip}/${stage}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

function barLine(event: ProgressEvent): string {
  const filled = Math.round((event.total > 0 ? event.done / event.total : 0) * barCells);
  const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled);
  return joined([label(event), bar, count(event), speed(event), remaining(event), event.note]);
}

const logLine = (event: ProgressEvent) =>
  joined([label(event), count(event), speed(event), remaining(event), event.note]);

const startedLine = (event: ProgressEvent) =>
  joined([label(event), `started, ${event.total} to do`, event.note]);

const doneLine = (event: ProgressEvent) =>
  joined([label(event), count(event), speed(event), 'done', event.note]);

const joined = (parts: readonly (string | null)[]) =>
  parts.filter((part) => part !== null && part !== '').join('  ');

const label = ({ clip, stage }: ProgressEvent) => (clip === stage ? stage : `${clip}: ${stage}`).padEnd(22);

const count = ({ done, total }: ProgressEvent) => `${done}/${total}`;

const speed = ({ unitsPerSec }: ProgressEvent) =>
  unitsPerSec === null ? '' : `${shortNumber(unitsPerSec)}/s`;

function remaining({ fraction, etaSec }: ProgressEvent): string {
  const all = `${Math.floor(fraction * 100)} % of all`;
  return etaSec === null ? all : `${all}, ${shortTime(etaSec)} left`;
}

/** Three significant digits. */
const shortNumber = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** Seconds as 42 s, 3 min 05 s or 2 h 07 min. */
export function shortTime(timeSec: number): string {
  const whole = Math.round(timeSec);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}
