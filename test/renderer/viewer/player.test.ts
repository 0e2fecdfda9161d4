import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Player } from '../../../renderer/viewer/playback/player.ts';

const steady = Array.from({ length: 50 }, (_, frame) => frame / 25);

/** A player whose time and pictures are the test's: frames up to `readyUpTo` are there. */
function playerOf({ frame = 0, readyUpTo = Infinity } = {}) {
  let nowMs = 0;
  let tick: ((nowMs: number) => void) | null = null;
  const pictures = { readyUpTo, enoughAhead: 5 };
  const ticker = {
    now: () => nowMs,
    request: (next: (nowMs: number) => void) => {
      tick = next;
      return 1;
    },
    cancel: () => {
      tick = null;
    },
  };
  const readiness = {
    isReady: (each: number) => each <= pictures.readyUpTo,
    isReadyAhead: (each: number) => each + pictures.enoughAhead <= pictures.readyUpTo,
  };
  const player = new Player(steady, ticker, readiness, frame);
  const shown: number[] = [];
  player.frame.subscribe(() => shown.push(player.frame.get()));
  /** Lets the screen refresh every 10 ms for a while. */
  const run = (durationMs: number) => {
    for (const endMs = nowMs + durationMs; nowMs < endMs;) {
      nowMs += 10;
      tick?.(nowMs);
    }
  };
  return { player, shown, run, pictures, isTicking: () => tick !== null };
}

test('shows every frame in its order at real speed', () => {
  const { player, shown, run } = playerOf();
  player.toggle();
  run(400);
  assert.deepEqual(shown, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('stops at a missing picture and skips nothing after the wait', () => {
  const { player, shown, run, pictures } = playerOf({ readyUpTo: 3 });
  player.toggle();
  run(1000);
  assert.deepEqual(shown, [1, 2, 3]);
  assert.equal(player.state.get().waiting, true);
  pictures.readyUpTo = 4;
  run(100);
  assert.equal(player.frame.get(), 3);
  pictures.readyUpTo = 40;
  run(100);
  assert.equal(player.state.get().waiting, false);
  assert.deepEqual(shown.slice(0, 5), [1, 2, 3, 4, 5]);
});

test('does not wait for ever for frames ahead that do not fit into the cache', () => {
  const { player, run, pictures } = playerOf({ readyUpTo: 3 });
  player.toggle();
  run(400);
  pictures.readyUpTo = 5;
  run(2000);
  assert.equal(player.frame.get(), 5);
});

test('ends at the last frame without a loop and begins anew from there', () => {
  const { player, run, isTicking } = playerOf({ frame: 48 });
  player.setLoop(false);
  player.toggle();
  run(500);
  assert.equal(player.frame.get(), 49);
  assert.equal(player.state.get().rate, 0);
  assert.equal(isTicking(), false);
  player.toggle();
  run(50);
  assert.equal(player.frame.get(), 1);
});

test('goes round with a loop', () => {
  const { player, shown, run } = playerOf({ frame: 48 });
  player.toggle();
  run(160);
  assert.deepEqual(shown, [49, 0, 1, 2]);
});

test('goes on from where a person seeks to while it plays', () => {
  const { player, run } = playerOf();
  player.toggle();
  run(100);
  player.seek(30);
  run(80);
  assert.equal(player.frame.get(), 32);
  assert.equal(player.state.get().rate, 1);
});

test('a step stops play, and stays within the clip', () => {
  const { player, run, isTicking } = playerOf();
  player.toggle();
  run(100);
  player.step(1);
  assert.equal(player.frame.get(), 3);
  assert.equal(isTicking(), false);
  player.step(-10);
  assert.equal(player.frame.get(), 0);
  player.step(1000);
  assert.equal(player.frame.get(), 49);
});

test('plays backwards and faster with J and L', () => {
  const { player, run } = playerOf({ frame: 40 });
  player.shuttle(-1);
  run(130);
  assert.equal(player.frame.get(), 37);
  player.shuttle(-1);
  assert.equal(player.state.get().rate, -2);
  player.shuttle(1);
  assert.equal(player.state.get().rate, 1);
});

test('plays a part of the clip round and round', () => {
  const { player, shown, run } = playerOf({ frame: 0 });
  player.setRange({ first: 10, last: 12 });
  player.toggle();
  run(240);
  assert.deepEqual(shown, [10, 11, 12, 10, 11, 12, 10]);
});
