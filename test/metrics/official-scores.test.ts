import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentContext } from '../../native/base/context.ts';
import { scoreFolders } from '../../native/commands/score-folder.ts';
import type { SequenceReport } from '../../native/metrics/score-report.ts';
import { davisRoot, golden, goldenTest } from '../support/golden.ts';

interface OfficialStatistics {
  readonly mean: number;
  readonly recall: number;
  readonly decay: number;
}

interface OfficialSequence {
  readonly J_per_frame: readonly number[];
  readonly F_per_frame: readonly number[];
  readonly J: OfficialStatistics;
  readonly F: OfficialStatistics;
}

type Official = Readonly<Record<string, Readonly<Record<string, OfficialSequence>>>>;

function assertClose(ours: readonly number[], official: readonly number[], within: number, what: string) {
  assert.equal(ours.length, official.length, what);
  ours.forEach((value, i) => {
    assert.ok(Math.abs(value - official[i]!) <= within, `${what} ${i}: ${value} for ${official[i]!}`);
  });
}

function assertOfficial(ours: SequenceReport, official: OfficialSequence, name: string) {
  assertClose(ours.J.perFrame, official.J_per_frame, 1e-6, `${name} J of frame`);
  assertClose(ours.F.perFrame, official.F_per_frame, 1e-4, `${name} F of frame`);
  for (const metric of ['J', 'F'] as const) {
    const values = ({ mean, recall, decay }: OfficialStatistics) => [mean, recall, decay];
    assertClose(values(ours[metric]), values(official[metric]), 1e-6, `${name} ${metric} statistic`);
  }
}

const truth = davisRoot();
for (const method of ['osvos', 'rvos'])
  goldenTest(
    `the masks of ${method} score as by the official toolkit, frame by frame`,
    truth && golden('metrics'),
    async (folder) => {
      const official = JSON.parse(readFileSync(join(folder, 'official.json'), 'utf8')) as Official;
      const report = await scoreFolders(
        { gtDir: join(truth ?? '', 'Annotations', '480p'), predDir: join(folder, method) },
        silentContext,
      );
      assert.equal(report.rule, 'official');
      assert.deepEqual(Object.keys(report.sequences).sort(), Object.keys(official[method]!).sort());
      for (const [name, sequence] of Object.entries(report.sequences))
        assertOfficial(sequence, official[method]![name]!, name);
    },
  );
