import { silentProgress } from '../base/context.ts';
import { join, relative, resolve } from 'node:path';
import { resolveRunConfig } from '../api/run-config.ts';
import { FodvidError, exitCodes } from '../base/errors.ts';
import { runBatch } from '../commands/batch.ts';
import { ensureDemoFiles } from '../commands/demo-files.ts';
import type { DemoFiles } from '../commands/demo-files.ts';
import { openCache } from '../commands/open-cache.ts';
import type { ProgressNode } from '../base/progress.ts';
import { runClip } from '../pipeline/run-clip.ts';
import type { RunReport } from '../runs/report.ts';
import { runFolder } from '../runs/run-folder.ts';
import { scoreFolders } from '../commands/score-folder.ts';
import { createCliSession } from './cli-session.ts';
import type { CliSession } from './cli-session.ts';

const demoDir = resolve(import.meta.dirname, '..', '..', 'demo');
const outDir = join(demoDir, 'out');
/** The demo clip is easy: below this J the build or the machine is at fault, and the demo fails. */
const leastJ = 0.8;

const say = (text = '') => process.stdout.write(`${text}\n`);
const shown = (path: string) => relative(process.cwd(), path) || '.';
const percent = (share: number) => (100 * share).toFixed(1);

/** Segments one clip as `fodvid run --no-refine` does; throws what made it fail. */
async function segment(clip: string, session: CliSession, progress: ProgressNode): Promise<RunReport> {
  const notify = (sentence: string) => session.log(sentence);
  const store = openCache(join(demoDir, 'cache'), notify);
  try {
    const options = { outDir, runClip, store, signal: session.signal, progress, notify };
    // Without the refinement, whose training takes minutes where the demo takes one.
    const { clips } = await runBatch([clip], resolveRunConfig({ refine: false }), options);
    const result = clips[0]!;
    if (result.state === 'failed') throw result.cause;
    return result.report;
  } finally {
    store.close();
  }
}

function timeLine({ timeSec, timeSecPerStage, computedFrameCount }: RunReport): string {
  const stages = Object.entries(timeSecPerStage).map(([stage, sec]) => `${stage} ${sec.toFixed(1)}`);
  const recalled = computedFrameCount === 0 ? 'nothing was computed again; these files were made in ' : '';
  return `time           ${recalled}${timeSec.toFixed(1)} s: ${stages.join(', ')}`;
}

/** Prints what came out and where it lies. */
function sayResults(report: RunReport): void {
  say(timeLine(report));
  say();
  say(`masks          ${shown(report.masksDir)}, one per frame, ${report.frameCount} frames`);
  if (report.overlayPath !== null) say(`overlay        ${shown(report.overlayPath)}`);
  say(`contact sheet  ${shown(runFolder(report.outDir).contactSheetPath)}`);
}

/** Scores the demo clip's masks, prints J and F and returns J. */
async function sayScores({ groundTruthDir }: DemoFiles, report: RunReport, signal: AbortSignal) {
  const context = { signal, progress: silentProgress };
  const { mean } = await scoreFolders({ gtDir: groundTruthDir, predDir: report.outDir }, context);
  say(
    `against the exact masks:  J ${percent(mean.J)}  F ${percent(mean.F)}  (0 to 100, all but the first and last frame)`,
  );
  return mean.J;
}

async function demoOfOurClip(session: CliSession): Promise<void> {
  const { signal } = session;
  const parts = session.progress.split({ 'demo clip': 1, segmentation: 8 });
  const files = await ensureDemoFiles(demoDir, { signal, progress: parts['demo clip'] });
  const report = await segment(files.videoPath, session, parts.segmentation);
  say(`\nclip           ${shown(files.videoPath)}, ${report.widthPx} x ${report.heightPx}, rendered here`);
  sayResults(report);
  say();
  const scoreJ = await sayScores(files, report, signal);
  say(
    '\nyour own video:  npm run demo -- my.mp4\nwith refinement: npm run fodvid -- run my.mp4 --out results',
  );
  if (scoreJ >= leastJ) return;
  session.log(
    `J is below ${100 * leastJ}: this build computes wrong results on this machine; npm run fodvid -- doctor`,
  );
  session.exitCode = exitCodes.failed;
}

async function demoOfClip(clip: string, session: CliSession): Promise<void> {
  const report = await segment(clip, session, session.progress);
  say(`\nclip           ${clip}, ${report.widthPx} x ${report.heightPx}`);
  sayResults(report);
}

async function main(clip: string | undefined): Promise<never> {
  const session = createCliSession(false);
  try {
    await (clip === undefined ? demoOfOurClip(session) : demoOfClip(clip, session));
  } catch (error) {
    if (!(error instanceof FodvidError)) throw error;
    session.log(error.withAdvice);
    session.exitCode = exitCodes[error.kind];
  }
  return session.exit(session.exitCode);
}

await main(process.argv[2]);
