import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createDinoEncoder } from '../../native/features/dino-encoder.ts';
import { runtimeError } from '../../native/onnx/runtime-error.ts';
import { createSession } from '../../native/onnx/session.ts';
import { randomVit } from '../support/weights/random-vit.ts';
import { wavyPicture } from '../support/weights/random-weights.ts';

const child = join(import.meta.dirname, '..', 'support', 'limits', 'tight-memory-child.ts');
/** What is left to the process, the most first: it takes a new one each time, for memory that was freed serves again. */
const roomsMb = [600, 400, 300, 220, 160, 120, 90, 70];

interface Outcome {
  readonly said: readonly string[];
  readonly count: number;
  readonly largest: number;
}

/** What GMFlow came to in the first process whose memory did not suffice for all at once. */
async function inTightMemory(): Promise<Outcome> {
  for (const roomMb of roomsMb) {
    const { stdout } = await promisify(execFile)(process.execPath, [child, String(roomMb)]);
    const outcome = JSON.parse(stdout) as Outcome;
    if (outcome.said.length > 0) return outcome;
  }
  throw new Error('there was memory enough each time');
}

/** Only Linux limits the memory of a process that runs. */
const skip = process.platform === 'linux' ? false : 'only Linux can take memory away from a process';

test(
  'GMFlow says that memory ran out, goes on with fewer pairs at a time, and yields the same',
  { skip },
  async () => {
    const { said, count, largest } = await inTightMemory();
    assert.match(said[0]!, /^Memory ran out on cpu; gmflow goes on with [12] pair/);
    assert.equal(count, 4);
    assert.ok(largest < 1e-3, String(largest));
  },
);

test('DINO does so too, where the runtime says that memory ran out', async () => {
  const pictures = [1, 2, 3, 4].map((shift) => wavyPicture(32, 24, shift, 0));
  const said: string[] = [];
  let failures = 2;
  const failing: typeof createSession = async (model, options) => {
    const session = await createSession(model, options);
    const run = session.run.bind(session);
    session.run = (feeds, into) =>
      failures-- > 0
        ? Promise.reject(runtimeError(new Error('Failed to allocate memory for a buffer'), 'run', 'cpu'))
        : run(feeds, into);
    return session;
  };
  const encode = async (options: { batch: number; open?: typeof createSession }) => {
    const encoder = createDinoEncoder({
      weights: randomVit({ patchPx: 8, dim: 64, depth: 1 }),
      size: { widthPx: 32, heightPx: 24 },
      provider: 'cpu',
      outputs: ['keys'],
      notify: (sentence) => said.push(sentence),
      ...options,
    });
    const features = await Promise.all(pictures.map((picture) => encoder.encode(picture)));
    await encoder.dispose();
    return features.map(({ keys }) => keys!);
  };
  const wanted = await encode({ batch: 1 });
  const found = await encode({ batch: 4, open: failing });
  assert.deepEqual(said, [
    'Memory ran out on cpu; the encoder goes on with 2 picture(s) at a time.',
    'Memory ran out on cpu; the encoder goes on with 1 picture(s) at a time.',
  ]);
  assert.deepEqual(found, wanted);
});
