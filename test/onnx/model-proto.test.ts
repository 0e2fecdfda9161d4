import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import { opsetVersion, serialize } from '../../native/onnx/model-proto.ts';
import { readModel } from '../../native/onnx/model-reader.ts';
import * as op from '../../native/onnx/ops.ts';
import { ProtoWriter, integersOf, protoFields } from '../../native/onnx/protobuf.ts';
import { createSession } from '../../native/onnx/session.ts';

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

describe('protobuf', () => {
  test('integers come back, negative and large ones too', () => {
    const values = [0n, 1n, 127n, 128n, -1n, 2n ** 62n, -(2n ** 63n)];
    const message = new ProtoWriter();
    for (const value of values) message.int(3, value);
    const [packed] = protoFields(new ProtoWriter().ints(1, values).finish());
    assert.deepEqual([...protoFields(message.finish())].flatMap(integersOf), values);
    assert.deepEqual(integersOf(packed!), values);
  });

  test('a model that was written is read back', () => {
    const model = readModel(smallModel());
    assert.equal(model.opsets.get(''), opsetVersion);
    assert.equal(model.metadata.get('card'), 'größe');
    assert.deepEqual(model.inputs, ['x']);
    assert.deepEqual(model.outputs, ['y', 'again', 'weights']);
    assert.deepEqual(
      model.nodes.map((node) => node.op),
      ['MatMul', 'LeakyRelu', 'Identity', 'Identity'],
    );
    const w = model.weights.get('w');
    assert.deepEqual([w?.dtype, w?.shape, [...w!.data]], ['float32', [2, 2], [1, -2, 0.5, 4]]);
    assert.deepEqual([...model.weights.get('counts')!.data], [-1n, 2n ** 40n]);
  });

  test('one tensor may be an output twice, and a weight or an input may be one', async () => {
    const session = await createSession(smallModel(), { threads: 1 });
    const outputs = await session.run({ x: Float32Array.of(1, 1) });
    await session.dispose();
    assert.deepEqual([...outputs['y']!.data], [1.5, 2]);
    assert.deepEqual([...outputs['again']!.data], [1.5, 2]);
    assert.deepEqual([...outputs['weights']!.data], [1, -2, 0.5, 4]);
  });

  test('weights in typed fields are read as those in raw bytes', () => {
    const tensor = (code: number, fill: (proto: ProtoWriter) => ProtoWriter) =>
      fill(new ProtoWriter().ints(1, [2]).int(2, code).string(8, `t${code}`));
    const graph = new ProtoWriter()
      .message(
        5,
        tensor(1, (proto) => proto.floats(4, [1.5, -2])),
      )
      .message(
        5,
        tensor(6, (proto) => proto.ints(5, [-3, 4])),
      )
      .message(
        5,
        tensor(7, (proto) => proto.int(7, -5).int(7, 6)),
      );
    const { weights } = readModel(new ProtoWriter().message(7, graph).finish());
    assert.deepEqual(
      [...weights.values()].map((it) => [...it.data]),
      [
        [1.5, -2],
        [-3, 4],
        [-5n, 6n],
      ],
    );
  });

  test('weights outside the file and of unknown types are named', () => {
    const file = (proto: ProtoWriter) =>
      new ProtoWriter().message(7, new ProtoWriter().message(5, proto.string(8, 'w'))).finish();
    assert.throws(() => readModel(file(new ProtoWriter().int(2, 1).int(14, 1))), /'w' lies in another file/);
    assert.throws(() => readModel(file(new ProtoWriter().int(2, 16))), /'w' has the ONNX element type 16/);
    assert.throws(() => readModel(file(new ProtoWriter().ints(1, [3]).int(2, 1))), /'w' has 0 elements/);
  });

  test('a file cut off or changed anywhere is read or is a clear error', () => {
    const bytes = smallModel();
    for (let i = 0; i < bytes.length; i++)
      for (const mutant of [
        bytes.subarray(0, i),
        Uint8Array.from(bytes, (byte, at) => (at === i ? byte ^ (1 << (i % 8)) : byte)),
      ])
        try {
          readModel(mutant);
        } catch (error) {
          assert.ok(error instanceof FodvidError, String(error));
        }
    assert.throws(() => readModel(bytes.subarray(0, bytes.length - 1)), FodvidError);
    assert.throws(() => readModel(new TextEncoder().encode('<!DOCTYPE html><html>')), FodvidError);
  });
});
