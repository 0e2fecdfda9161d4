/** A log that a flood of messages cannot fill. */
export interface LimitedLog {
  (line: string): void;
  /** Says how many lines were left out, if any. */
  flush(): void;
}

const longestLine = 2_000;

/** Hands at most `lines` lines per `windowMs` to `write`, and then says how many more there were. Lines are cut at 2000 characters and hold no control characters. */
export function createLimitedLog(
  write: (line: string) => void,
  { lines = 20, windowMs = 10_000, now = () => performance.now() } = {},
): LimitedLog {
  let windowStart = -Infinity;
  let written = 0;
  let leftOut = 0;

  function flush(): void {
    if (leftOut > 0) write(`... and ${leftOut} more lines like these.`);
    leftOut = 0;
  }

  const log = (line: string): void => {
    if (now() - windowStart >= windowMs) {
      flush();
      windowStart = now();
      written = 0;
    }
    if (written++ < lines) write(printable(line));
    else leftOut++;
  };
  return Object.assign(log, { flush });
}

/** No line of a stranger's choosing may move the terminal's cursor or pretend to be another line. */
const printable = (line: string) =>
  line
    .slice(0, longestLine)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, (run) => (/^\n\s*$/u.test(run) ? ' | ' : ' '));
