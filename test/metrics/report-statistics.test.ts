import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attributeMeans } from '../../native/metrics/attribute-means.ts';
import { meanInterval } from '../../native/metrics/bootstrap-interval.ts';
import { flicker } from '../../native/metrics/flicker.ts';
import { officialCsv } from '../../native/metrics/official-csv.ts';
import { packMask } from '../../native/metrics/packed-mask.ts';
import { scoreReport, type SequenceReport } from '../../native/metrics/score-report.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { drawnMask } from './mask-samples.ts';

const masks = (...rows: string[]) => rows.map((row) => packMask(drawnMask(row)));

test('flicker is what one frame alone shows or misses, as a share of the foreground', () => {
  assert.equal(flicker(masks('##..', '##..', '##..')), 0);
  assert.equal(flicker(masks('##..', '#.#.', '##..')), 1);
  assert.equal(flicker(masks('#...', '##..', '###.')), 0);
  assert.equal(flicker(masks('##..', '##..')), null);
  assert.equal(flicker(masks('....', '....', '....')), null);
});

test('the bootstrap interval holds the mean, shrinks with agreement and is the same in every run', () => {
  const values = [0.2, 0.5, 0.7, 0.9];
  const [low, high] = meanInterval(values)!;
  assert.ok(low < 0.575 && high > 0.575 && low >= 0.2 && high <= 0.9);
  assert.deepEqual(meanInterval(values), [low, high]);
  assert.deepEqual(meanInterval([0.5, 0.5, NaN]), [0.5, 0.5]);
  assert.equal(meanInterval([0.5, NaN]), null);
});

test('an attribute costs what the sequences without it are better', () => {
  const attributes: Record<string, string[]> = { a: ['FM'], b: ['FM', 'OCC'], c: [] };
  const found = attributeMeans({ a: 0.4, b: 0.6, c: 0.8 }, (name) => attributes[name]!, ['OCC', 'FM', 'LR']);
  assert.deepEqual(
    found.map(({ attribute, sequences, mean, loss }) => [
      attribute,
      sequences,
      mean,
      Number(loss.toFixed(6)),
    ]),
    [
      ['OCC', 1, 0.6, 0],
      ['FM', 2, 0.5, 0.3],
    ],
  );
});

interface Official {
  readonly J: SequenceReport['J'];
  readonly F: SequenceReport['F'];
}

goldenTest('the CSV files are those of the official program', golden('metrics'), (folder) => {
  const all = JSON.parse(readFileSync(join(folder, 'official.json'), 'utf8')) as Record<
    string,
    Record<string, Official>
  >;
  const T = { mean: null, perFrame: [], flicker: null };
  const sequences = Object.fromEntries(
    Object.entries(all['osvos']!).map(([name, { J, F }]) => [
      name,
      { frames: 1, frameNames: [], J, F, T, boundary: {} },
    ]),
  );
  const { global, perSequence } = officialCsv(scoreReport(sequences, 'official'));
  const mean = (pick: (one: Official) => number) => {
    const values = Object.values(all['osvos']!).map(pick);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const expected = [mean((s) => s.J.mean), mean((s) => s.J.recall), mean((s) => s.J.decay)].map((v) =>
    v.toFixed(3),
  );
  assert.ok(global.startsWith('J&F-Mean,J-Mean,J-Recall,J-Decay,F-Mean,F-Recall,F-Decay\n'));
  assert.deepEqual(global.split('\n')[1]!.split(',').slice(1, 4), expected);
  assert.match(perSequence, /^Sequence,J-Mean,F-Mean\n(.+_1,0\.\d{3},0\.\d{3}\n){8}$/);
});
