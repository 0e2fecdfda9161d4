/** One stage's part of the progress; the orchestrator turns slices into percentages and ETAs. */
export interface ProgressSlice {
  /** `done` of `total` units (frames, steps, bytes) are finished; `note` names what is being worked on. */
  report(done: number, total: number, note?: string): void;
}

/** What every long call gets: cancellation and its slice of the progress. */
export interface StageContext {
  readonly signal: AbortSignal;
  readonly progress: ProgressSlice;
}

/** Progress that nobody watches. */
export const silentProgress: ProgressSlice = { report: () => undefined };

/** A context for calls that nobody watches or cancels. */
export const silentContext: StageContext = {
  signal: new AbortController().signal,
  progress: silentProgress,
};
