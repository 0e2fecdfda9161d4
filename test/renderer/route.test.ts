import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRoute, routeHash, type Route } from '../../renderer/routing/route.ts';

test('every route comes back from its own address', () => {
  const routes: Route[] = [
    { view: 'queue' },
    { view: 'gallery' },
    { view: 'models' },
    { view: 'settings' },
    { view: 'viewer', runId: null, frame: null },
    { view: 'viewer', runId: 12, frame: null },
    { view: 'viewer', runId: 12, frame: 0 },
    { view: 'metrics', runIds: [] },
    { view: 'metrics', runIds: [3, 4] },
  ];
  for (const route of routes) assert.deepEqual(parseRoute(routeHash(route)), route);
});

test('an address that means nothing shows the queue, and numbers that are none are left out', () => {
  for (const hash of ['', '#', '#/', '#/nothing', '#viewer'])
    assert.deepEqual(parseRoute(hash), { view: 'queue' });
  assert.deepEqual(parseRoute('#/viewer/-1/frame/x'), { view: 'viewer', runId: null, frame: null });
  assert.deepEqual(parseRoute('#/metrics/1,,x,2'), { view: 'metrics', runIds: [1, 2] });
});
