import type { EngineHandlers } from '../../api/contract.ts';
import type { FrameFacts, RunDetails } from '../../api/runs.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { Queue } from '../queue/clip-queue.ts';
import type { RunFixes } from '../review/fixes.ts';
import type { MaskChange } from '../review/mask-writer.ts';
import { metricsCsv, metricsJson } from '../review/metrics-file.ts';
import { deleteRuns } from '../review/delete-runs.ts';
import type { RunOverviews } from '../review/run-overviews.ts';
import type { RunDescriptions } from '../review/run-details.ts';
import type { ReviewedRun, RunDesk } from '../review/run-desk.ts';
import type { TruthRoots } from '../review/truth-roots.ts';

type RunHandlers = Pick<
  EngineHandlers,
  Extract<
    keyof EngineHandlers,
    `runs.${string}` | `fix.${string}` | `gallery.${string}` | `metrics.${string}`
  >
>;

/** What the calls about runs work with. */
export interface RunDeskServices {
  readonly desk: RunDesk;
  readonly descriptions: RunDescriptions;
  readonly fixes: RunFixes;
  readonly overviews: RunOverviews;
  readonly truths: TruthRoots;
  readonly queue: Pick<Queue, 'remove'>;
}

const told = ({ changed, undo }: MaskChange) => ({ changed: [...changed], undo });

/** The calls about finished runs: looking, scoring, fixing. */
export function runHandlers(
  parts: EngineParts,
  { desk, descriptions, fixes, overviews, truths, queue }: RunDeskServices,
): RunHandlers {
  const { access, history, store, emit, watches, trash } = parts;
  const details = async (runId: number) => descriptions.details(await desk.open(runId));
  const reviewed = async () =>
    Promise.all([...(await history.list())].map(([id, run]) => desk.opened(id, run)));

  return {
    'runs.list': async () => ({
      runs: await Promise.all((await reviewed()).map((run) => descriptions.summary(run))),
    }),
    'runs.get': async ({ runId }) => {
      const run = await desk.open(runId);
      if (!watches) {
        overviews.drawMissing(run.run);
        if (run.review.truthDir === null) truths.adopt(runId);
      }
      return descriptions.details(run);
    },
    'runs.delete': async ({ runIds, forGood }) => {
      const runs = await Promise.all(runIds.map(async (id) => [id, await history.get(id)] as const));
      const untrashed = await deleteRuns(parts, queue, new Map(runs), forGood ? null : trash);
      emit('runs.changed', { runId: runIds.length === 1 ? runIds[0]! : null });
      return { untrashed };
    },
    'runs.rename': async ({ runId, name }) => {
      await history.get(runId);
      store.withReviews((reviews) => reviews.rename(runId, name));
      emit('runs.changed', { runId });
      return {};
    },
    'runs.decide': async ({ runIds, decision }) => {
      for (const runId of runIds) await history.get(runId);
      store.withReviews((reviews) => runIds.forEach((runId) => reviews.decide(runId, decision)));
      emit('runs.changed', { runId: runIds.length === 1 ? runIds[0]! : null });
      return {};
    },
    'runs.setTruth': async ({ runId, dir }, signal) => {
      await truths.set(runId, dir, signal);
      return details(runId);
    },
    'fix.preview': async ({ runId, frame, choice }, signal) => {
      const startMs = performance.now();
      const { png, area } = await fixes.preview(runId, frame, choice, signal);
      const timeMs = Math.round(performance.now() - startMs);
      return { png: Buffer.from(png).toString('base64'), area, timeMs };
    },
    'fix.apply': async ({ runId, range, choice }, signal) => {
      const change = await fixes.apply(runId, range, choice, signal);
      return { ...told(change), run: await details(runId) };
    },
    'fix.revert': async ({ runId, range }, signal) => {
      const change = await fixes.revert(runId, range, signal);
      return { ...told(change), run: await details(runId) };
    },
    'fix.previewDab': async ({ runId, frame, dab }, signal) => {
      const startMs = performance.now();
      const { png, area, range } = await fixes.previewDab(runId, frame, dab, signal);
      const timeMs = Math.round(performance.now() - startMs);
      return { png: Buffer.from(png).toString('base64'), area, timeMs, range: { ...range } };
    },
    'fix.dab': async ({ runId, frame, dab }, signal) => {
      const change = await fixes.dab(runId, frame, dab, signal);
      return { ...told(change), run: await details(runId) };
    },
    'fix.previewHoldOut': async ({ runId, frame, region }) => {
      const startMs = performance.now();
      const { png, area } = await fixes.previewHoldOut(runId, frame, region);
      const timeMs = Math.round(performance.now() - startMs);
      return { png: Buffer.from(png).toString('base64'), area, timeMs };
    },
    'fix.holdOut': async ({ runId, region, ...range }, signal) => {
      const change = await fixes.holdOut(runId, range, region, signal);
      return { ...told(change), run: await details(runId) };
    },
    'fix.giveUpHoldOut': async ({ runId, ...given }, signal) => {
      const change = await fixes.giveUpHoldOut(runId, given, signal);
      return { ...told(change), run: await details(runId) };
    },
    'fix.undo': async ({ runId, undo }, signal) => {
      await fixes.undo(runId, undo, signal);
      return details(runId);
    },
    'fix.lock': async ({ runId, frames, locked }) => {
      await fixes.lock(runId, frames, locked);
      return details(runId);
    },
    'gallery.worst': async ({ limit, perRun, withLocked }) => {
      const runs = await reviewed();
      const ranked = await Promise.all(
        runs.map(async (run) => worstFirst(run, await descriptions.confidences(run))),
      );
      const isLeftOut = ({ run, frame }: WorstFrame) => !withLocked && run.fixes.locked.has(frame);
      const worst = ranked
        .flatMap((frames) => frames.filter((one) => !isLeftOut(one)).slice(0, perRun))
        .sort((a, b) => a.value - b.value)
        .slice(0, limit);
      const lockedLeftOut = ranked.flatMap((frames) => frames.slice(0, perRun).filter(isLeftOut)).length;
      return { frames: await shown(worst), lockedLeftOut };
    },
    'metrics.export': async ({ runIds, format, path }) => {
      const target = await access.writable(path);
      const tables = [];
      for (const runId of runIds) tables.push(await details(runId));
      const text = format === 'csv' ? metricsCsv(tables) : metricsJson(tables);
      await writeFileAtomically(target, text);
      return { path: target, sizeBytes: Buffer.byteLength(text) };
    },
  };

  async function shown(worst: readonly WorstFrame[]) {
    const opened = new Map<ReviewedRun, RunDetails>();
    for (const { run } of worst) if (!opened.has(run)) opened.set(run, await descriptions.details(run));
    return worst.map(({ run, frame }) => {
      const { summary, frames, layers, revision } = opened.get(run)!;
      return { run: summary, frame, facts: frames[frame]!, layers, revision };
    });
  }
}

interface WorstFrame {
  readonly run: ReviewedRun;
  readonly frame: number;
  /** J, or where there is no ground truth the confidence: 0..1. */
  readonly value: number;
}

/** The frames of a run of which anything is known, the worst first. */
function worstFirst(run: ReviewedRun, confidences: readonly (number | null)[]): WorstFrame[] {
  const { report } = run.run;
  const scored = run.scores.J.some((value) => value !== null);
  const valueOf = (frame: number): FrameFacts['J'] =>
    scored ? (run.scores.J[frame] ?? null) : (confidences[frame] ?? null);
  return Array.from({ length: report.frameCount }, (_, frame) => ({ run, frame, value: valueOf(frame) }))
    .filter((one): one is WorstFrame => one.value !== null)
    .sort((a, b) => a.value - b.value);
}
