import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { databasePath } from '../../native/store/database.ts';
import { openStore } from '../../native/store/store.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-trainings-'));
after(() => rmSync(root, { recursive: true, force: true }));
const open = (name: string, said: string[] = []) =>
  openStore({ folder: join(root, name), limitBytes: 1e9, notify: (sentence) => said.push(sentence) });

const state = (...bytes: number[]) => Uint8Array.from(bytes);
const point = (step: number) => ({ step, lossOwn: 1 / step, lossWarped: step % 2 === 0 ? null : 2 / step });

test('a training’s state is replaced and its curve grows', () => {
  const store = open('grows');
  assert.equal(store.loadTraining('a'), undefined);
  store.saveTraining('a', { step: 2, state: state(1, 2) }, [point(1), point(2)]);
  store.saveTraining('b', { step: 1, state: state(9) }, [point(1)]);
  store.saveTraining('a', { step: 3, state: state(3, 4, 5) }, [point(3)]);
  store.close();
  const again = open('grows');
  assert.deepEqual(again.loadTraining('a'), { step: 3, state: state(3, 4, 5) });
  assert.deepEqual(again.learningCurve('a'), [point(1), point(2), point(3)]);
  assert.deepEqual(again.learningCurve('b'), [point(1)]);
  again.close();
});

test('points behind the saved step are forgotten: they are trained again', () => {
  const store = open('behind');
  store.saveTraining('a', { step: 3, state: state(1) }, [point(1), point(2), point(3)]);
  store.saveTraining('a', { step: 1, state: state(2) }, []);
  assert.deepEqual(store.learningCurve('a'), [point(1)]);
  store.close();
});

test('a finished training keeps its curve alone, a cleared cache nothing', () => {
  const store = open('finished');
  store.saveTraining('a', { step: 1, state: state(1) }, [point(1)]);
  store.finishTraining('a');
  assert.equal(store.loadTraining('a'), undefined);
  assert.deepEqual(store.learningCurve('a'), [point(1)]);
  store.clear();
  assert.deepEqual(store.learningCurve('a'), []);
  store.close();
});

test('a damaged state is dropped and said', () => {
  const said: string[] = [];
  const store = open('damaged', said);
  store.saveTraining('a', { step: 1, state: state(1, 2, 3) }, []);
  const db = new Sqlite(databasePath(join(root, 'damaged')));
  db.prepare('UPDATE trainings SET state = ?').run(Buffer.from([1, 2, 4]));
  db.close();
  assert.equal(store.loadTraining('a'), undefined);
  assert.match(said.join(), /training's state .* was damaged/);
  store.close();
});
