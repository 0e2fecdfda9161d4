import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { silentContext } from '../../native/base/context.ts';
import { scoreFolders } from '../../native/commands/score-folder.ts';
import { pairFrames } from '../../native/commands/score-pairing.ts';
import { listMaskFolder, readMaskFiles } from '../../native/datasets/mask-folder.ts';
import { scoreFrame } from '../../native/metrics/frame-score.ts';
import {
  type NamedFrameScore,
  sequenceReport,
  type SequenceReport,
} from '../../native/metrics/score-report.ts';
import { davisRoot, golden, goldenTest } from '../support/golden.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

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
const truthFolder = join(truth ?? '', 'Annotations', '480p');
const references = truth && golden('metrics');
const methods = ['osvos', 'rvos'] as const;
const officialIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'official.json'), 'utf8')) as Official;

goldenTest(
  `the masks of ${methods.join(' and ')} score as by the official toolkit, frame by frame`,
  references,
  async (folder) => {
    const official = officialIn(folder);
    for (const name of Object.keys(official[methods[0]]!)) {
      const truths = await listMaskFolder(join(truthFolder, name), 'ground truth folder');
      const truthMasks = await Promise.all(truths.map(readMaskFiles));
      for (const method of methods) {
        const predFolder = join(folder, method, name);
        const predictions = await listMaskFolder(predFolder, 'prediction folder');
        const pairs = pairFrames(name, truths, predictions, predFolder);
        const scores: NamedFrameScore[] = [];
        for (const pair of pairs) {
          const truthMask = truthMasks[truths.indexOf(pair.truth)]!;
          scores.push({
            frame: pair.truth.name,
            ...scoreFrame(truthMask, await readMaskFiles(pair.prediction)),
          });
        }
        assertOfficial(sequenceReport(name, scores, 'official'), official[method]![name]!, name);
      }
    }
  },
);

goldenTest('a folder with a sequence scores as the sequence does', references, async (folder) => {
  const official = officialIn(folder);
  const [name] = Object.keys(official['osvos']!);
  const predDir = temporaryFolderOfFile();
  symlinkSync(join(folder, 'osvos', name!), join(predDir, name!), 'junction');
  const report = await scoreFolders({ gtDir: truthFolder, predDir }, silentContext);
  assert.equal(report.rule, 'official');
  assert.deepEqual(Object.keys(report.sequences), [name]);
  assert.deepEqual(
    report.unscored.toSorted(),
    Object.keys(official['osvos']!)
      .filter((each) => each !== name)
      .sort(),
  );
  assertOfficial(report.sequences[name!]!, official['osvos']![name!]!, name!);
});
