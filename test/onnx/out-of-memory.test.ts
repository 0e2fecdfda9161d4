import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const child = join(import.meta.dirname, '..', 'support', 'tight-memory-child.ts');
/** Only Linux limits the memory of a process that runs. */
const skip = process.platform === 'linux' ? false : 'only Linux can take memory away from a process';

for (const [network, announced] of [
  ['gmflow', /^Memory ran out on cpu; gmflow goes on with [12] pair/],
  ['dino', /^Memory ran out on cpu; the encoder goes on with [12] picture/],
] as const)
  test(
    `${network} says that memory ran out, goes on in smaller batches, and yields the same`,
    { skip },
    async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [child, network]);
      const { said, count, largest } = JSON.parse(stdout) as {
        said: string[];
        count: number;
        largest: number;
      };
      assert.match(said[0]!, announced);
      assert.equal(count, 4);
      assert.ok(largest < 1e-3, String(largest));
    },
  );
