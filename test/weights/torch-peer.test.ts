import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readStateDict } from '../../native/weights/formats/weight-file.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const folders = temporaryFolderOfFile();

/** The first Python here that has PyTorch; null where none has. */
const python =
  ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import torch']).status === 0) ??
  null;

/** Writes odd checkpoints with PyTorch itself, and their values as it sees them. */
const script = `
import argparse, collections, json, sys, numpy, torch
torch.manual_seed(0)
base = torch.randn(6, 8)
tensors = collections.OrderedDict(
    single=torch.randn(3, 5), half=torch.randn(4, 7).half(), brain=torch.randn(4, 7).bfloat16(),
    double=torch.randn(2, 3).double(), long=torch.arange(-5, 5), int=torch.arange(4).int(),
    short=torch.arange(4).short(), char=torch.arange(-4, 4).to(torch.int8), byte=torch.arange(4).to(torch.uint8),
    bool=torch.tensor([True, False, True]), shared=base, part=base[1:3], transposed=base.t(),
    strided=base[::2, 1::3], expanded=torch.randn(1, 4).expand(3, 4), scalar=torch.tensor(2.5),
    empty=torch.zeros(0, 3), half_view=torch.randn(6, 8).half()[2:, ::2].t(), channels_last=torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    parameter=torch.nn.Parameter(torch.randn(2, 2)))
checkpoint = dict(epoch=3, state_dict=tensors, args=argparse.Namespace(a=1, b=[1, 2]), best=numpy.float64(0.5),
    lr=0.1, big=2**70, size=torch.Size([1, 2]), device=torch.device('cpu'), kinds=collections.defaultdict(list))
folder = sys.argv[1]
torch.save(checkpoint, folder + '/zip.pth')
torch.save(checkpoint, folder + '/legacy.pth', _use_new_zipfile_serialization=False)
torch.save(checkpoint, folder + '/protocol4.pth', pickle_protocol=4)
json.dump({k: [list(v.shape), v.float().reshape(-1).tolist()] for k, v in tensors.items()}, open(folder + '/values.json', 'w'))
`;

const skip =
  python === null
    ? 'PyTorch is not on this machine: checkpoints are only compared with our own writer'
    : false;

test('reads what PyTorch writes, value by value', { skip }, async () => {
  const folder = await mkdtemp(join(folders, 'torch-'));
  const { status, stderr } = spawnSync(python!, ['-c', script, folder]);
  assert.equal(status, 0, stderr.toString());
  const values = JSON.parse(await readFile(join(folder, 'values.json'), 'utf8')) as Record<
    string,
    [number[], number[]]
  >;
  for (const file of ['zip.pth', 'legacy.pth', 'protocol4.pth']) {
    const weights = await readStateDict(join(folder, file));
    assert.deepEqual([...weights.keys()], Object.keys(values));
    for (const [name, [shape, elements]] of Object.entries(values)) {
      assert.deepEqual(weights.get(name)?.shape, shape, `${file} ${name}`);
      assert.deepEqual([...weights.get(name)!.data], elements.map(Math.fround), `${file} ${name}`);
    }
  }
});
