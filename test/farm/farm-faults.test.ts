import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { faultRun, startCrew } from '../support/farm/farm-faults.ts';
import { farmConfig, farmFolder, openFarmQueue, wrongMasks } from '../support/farm/farm.ts';
import { redisMissing, startRedis } from '../support/farm/redis-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();

test(
  'no clip is lost, published twice or wrong when workers, Redis and the share fail',
  { skip: redisMissing() ?? false },
  async (t) => {
    const redis = await startRedis();
    t.after(() => redis.stop());
    const folders = farmFolder(root, 12);
    const crew = await startCrew({
      root,
      share: folders.share,
      redis,
      seed: 1,
      lockMs: 2000,
      workMs: 400,
      cable: null,
    });
    t.after(() => crew.dismiss());
    const queue = await openFarmQueue({ url: redis.url });
    t.after(() => queue.close());
    mkdirSync(folders.outDir, { recursive: true });
    const end = await faultRun(crew, queue, {
      clips: folders.clips,
      outDir: folders.outDir,
      config: farmConfig,
      kinds: ['kill', 'stop', 'redis', 'gone'],
      pauseMs: 300,
      isWrong: (clip) => wrongMasks({ ...folders, clips: [clip] }).length > 0,
    });
    assert.deepEqual(
      end,
      { lost: 0, twice: 0, wrong: 0, failed: 0, faults: 4 },
      readFileSync(join(root, 'workers.log'), 'utf8'),
    );
  },
);
