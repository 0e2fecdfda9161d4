import { writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { decodeCheckpoint, encodeCheckpoint } from '../../native/refine/training-checkpoint.ts';
import { train } from '../../native/refine/trainer.ts';
import { openStore } from '../../native/store/store.ts';
import { tinySegmenter, tinyTraining } from './tiny-training.ts';

// A training that its parent kills: node training-child.ts STORE-FOLDER STEPS WEIGHTS-FILE.
const [folder, steps, weightsPath] = argv.slice(2) as [string, string, string];
const store = openStore({ folder, limitBytes: 1e9 });
const left = store.loadTraining('tiny');
const { options } = tinyTraining();
const trained = await train(
  {
    ...options,
    plan: { ...options.plan, steps: Number(steps) },
    saveEveryMs: 20,
    ...(left === undefined ? {} : { resumeFrom: decodeCheckpoint(left.state, tinySegmenter.id) }),
    save: (checkpoint, losses) =>
      store.saveTraining('tiny', { step: checkpoint.step, state: encodeCheckpoint(checkpoint) }, losses),
  },
  {
    signal: new AbortController().signal,
    progress: { report: (done) => stdout.write(`${done}\n`) },
  },
);
writeFileSync(
  weightsPath,
  JSON.stringify([...trained.parameters].map(([name, { data }]) => [name, [...data]])),
);
store.close();
