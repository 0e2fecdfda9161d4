import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import { opsetVersion, serialize } from '../../native/onnx/model-proto.ts';
import * as op from '../../native/onnx/ops.ts';
import { ProtoWriter } from '../../native/onnx/proto-writer.ts';
import { createSession } from '../../native/onnx/session.ts';
import { protoFields, protoIntegers } from '../../native/weights/formats/protobuf-fields.ts';
import { readOnnxFile } from '../support/onnx-file.ts';

function smallModel(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', [1, 2]);
  const w = graph.weight('w', Float32Array.of(1, -2, 0.5, 4), [2, 2]);
  const y = op.leakyRelu(op.matMul(x, w), { alpha: 0.25 });
  graph.output('y', y);
  graph.output('again', y);
  graph.output('weights', w);
  graph.weight('counts', BigInt64Array.of(-1n, 2n ** 40n), [2]);
  return serialize(graph, { metadata: { card: 'größe' } });
}

const broken = () => new Error('broken');

describe('models as files', () => {
  test('integers come back, negative and large ones too', () => {
    const values = [0n, 1n, 127n, 128n, -1n, 2n ** 62n, -(2n ** 63n)];
    const apart = new ProtoWriter();
    for (const value of values) apart.int(3, value);
    for (const message of [apart, new ProtoWriter().ints(3, values)]) {
      const read = [...protoFields(message.finish(), broken)].flatMap((field) =>
        protoIntegers(field, Infinity, broken),
      );
      assert.deepEqual(
        read.map((value) => BigInt.asIntN(64, value)),
        values,
      );
    }
  });

  test('a model that was written is read back', async () => {
    const model = await readOnnxFile(smallModel());
    assert.equal(model.opsets.get(''), opsetVersion);
    assert.equal(model.metadata.get('card'), 'größe');
    assert.deepEqual(model.inputs, ['x']);
    assert.deepEqual(model.outputs, ['y', 'again', 'weights']);
    assert.deepEqual(model.operators, ['MatMul', 'LeakyRelu', 'Identity', 'Identity']);
    const { dtype, shape, bytes } = model.weights.get('w')!;
    assert.deepEqual([dtype, shape], ['F32', [2, 2]]);
    assert.deepEqual([...new Float32Array(bytes.slice().buffer)], [1, -2, 0.5, 4]);
    const counts = model.weights.get('counts')!.bytes.slice().buffer;
    assert.deepEqual([...new BigInt64Array(counts)], [-1n, 2n ** 40n]);
  });

  test('one tensor may be an output twice, and a weight or an input may be one', async () => {
    const session = await createSession(smallModel(), { threads: 1 });
    const outputs = await session.run({ x: Float32Array.of(1, 1) });
    await session.dispose();
    assert.deepEqual([...outputs['y']!.data], [1.5, 2]);
    assert.deepEqual([...outputs['again']!.data], [1.5, 2]);
    assert.deepEqual([...outputs['weights']!.data], [1, -2, 0.5, 4]);
  });
});
