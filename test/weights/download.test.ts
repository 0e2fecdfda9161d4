import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, stat, symlink, truncate } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { download, type DownloadRequest } from '../../native/weights/library/download.ts';
import { serveWeights, type ServerQuirks } from '../support/weights/weight-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const folders = temporaryFolderOfFile();

const file = randomBytes(300_000);

/** Serves `file` with `quirks` and hands over a request for it. */
async function withServer(
  quirks: ServerQuirks,
  work: (what: DownloadRequest, requests: readonly string[]) => Promise<void>,
): Promise<void> {
  const server = await serveWeights({ '/w.pth': file }, quirks);
  const folder = await mkdtemp(join(folders, 'download-'));
  const what = {
    url: `${server.url}/w.pth`,
    partPath: join(folder, 'id', 'w.pth.part'),
    maxBytes: 1e6,
    env: {},
    pauseMs: 1,
    attempts: 3,
  };
  try {
    await work(what, server.requests);
  } finally {
    await server.close();
  }
}

const fetched = async ({ partPath }: DownloadRequest) => (await readFile(partPath)).equals(file);

test('a file arrives whole, with progress in bytes', () =>
  withServer({}, async (what) => {
    const reports: number[][] = [];
    await download(what, {
      ...silentContext,
      progress: { report: (done, total) => reports.push([done, total]) },
    });
    assert.ok(await fetched(what));
    assert.deepEqual(reports.at(-1), [file.length, file.length]);
  }));

test('a download cut off at 20 random bytes goes on by ranges and ends in the whole file', () => {
  let cuts = 0;
  const cut = (_: number, length: number) =>
    cuts++ < 20 ? 1 + Math.floor(Math.random() * (length / 4)) : null;
  return withServer({ cut }, async (what, requests) => {
    await download(what, silentContext);
    assert.ok(await fetched(what));
    assert.equal(requests.length, 21);
    assert.ok(requests.slice(1).every((range) => /^bytes=\d+-$/.test(range)));
  });
});

test('twenty separate calls, each cut off and given up, end in the whole file', () => {
  const server = { alive: false };
  const cut = (_: number, length: number) =>
    server.alive ? null : Math.max(1, Math.floor(Math.random() * (length / 8)));
  return withServer({ cut }, async (what) => {
    for (let call = 0; call < 20; call++) {
      const controller = new AbortController();
      const before = (await stat(what.partPath).catch(() => null))?.size ?? 0;
      const report = (done: number) => (done > before ? controller.abort() : undefined);
      await assert.rejects(download(what, { signal: controller.signal, progress: { report } }), {
        kind: 'cancelled',
      });
    }
    server.alive = true;
    await download(what, silentContext);
    assert.ok(await fetched(what));
  });
});

test('a part whose remote file has changed meanwhile is started anew', () => {
  let version = 1;
  const cut = (request: number) => (request === 0 ? 1000 : null);
  return withServer({ cut, etag: () => `"v${version++}"` }, async (what) => {
    await download(what, silentContext);
    assert.ok(await fetched(what));
  });
});

test('a server without ranges is started anew', () =>
  withServer({ noRanges: true, cut: (request) => (request === 0 ? 1000 : null) }, async (what) => {
    await download(what, silentContext);
    assert.ok(await fetched(what));
  }));

test('a part that is complete already is not fetched again, and one that is too long is thrown away', () =>
  withServer({ cut: (request) => (request < 3 ? 1000 : null) }, async (what) => {
    await assert.rejects(download({ ...what, maxBytes: 1000 }, silentContext), /larger than/);
    const controller = new AbortController();
    const report = (done: number) => (done > 0 ? controller.abort() : undefined);
    await assert.rejects(download(what, { signal: controller.signal, progress: { report } }), {
      kind: 'cancelled',
    });
    await truncate(what.partPath, file.length + 10);
    await download(what, silentContext);
    assert.ok(await fetched(what));
  }));

test('a busy server is asked again; 404, refusals and web pages are not', async () => {
  const busy = {
    answer: (response: ServerResponse, _: unknown, count: number) => {
      response.writeHead(count < 2 ? 503 : 200).end(file);
    },
  };
  await withServer(busy, async (what) => {
    await download(what, silentContext);
    assert.ok(await fetched(what));
  });
  const answers: readonly (readonly [number, string, RegExp])[] = [
    [404, 'text/plain', /no longer exists \(HTTP 404\)/],
    [403, 'text/plain', /was refused \(HTTP 403/],
    [200, 'text/html; charset=utf-8', /answers with a web page/],
  ];
  for (const [status, type, message] of answers)
    await withServer(
      { answer: (response) => void response.writeHead(status, { 'content-type': type }).end('<html>') },
      async (what, requests) => {
        await assert.rejects(
          download(what, silentContext),
          (error) => error instanceof FodvidError && message.test(error.message),
        );
        assert.equal(requests.length, 1);
      },
    );
});

test('a redirect is followed, a circle is not', async () => {
  const answer = (response: ServerResponse, request: IncomingMessage) => {
    if (request.url === '/w.pth') response.writeHead(302, { location: '/other' }).end();
    else response.writeHead(200).end(file);
  };
  await withServer({ answer }, async (what) => {
    await download(what, silentContext);
    assert.ok(await fetched(what));
  });
  await withServer(
    { answer: (response) => void response.writeHead(302, { location: '/w.pth' }).end() },
    (what) => assert.rejects(download(what, silentContext), /redirects in a loop/),
  );
});

test('a network that is down is said after a few attempts, with the way out', () =>
  withServer({}, (what) =>
    assert.rejects(
      download({ ...what, url: 'http://127.0.0.1:9/w.pth' }, silentContext),
      /could not be downloaded \(.*check the network, or HTTPS_PROXY/,
    ),
  ));

test('a silent server is given up', () =>
  withServer({ answer: () => undefined }, (what) =>
    assert.rejects(
      download({ ...what, idleMs: 30, attempts: 2 }, silentContext),
      /the server does not respond/,
    ),
  ));

test(
  'a full disk is said at once',
  { skip: process.platform !== 'linux' && '/dev/full is there on Linux only' },
  () =>
    withServer({}, async (what, requests) => {
      const folder = await mkdtemp(join(folders, 'full-'));
      await symlink('/dev/full', join(folder, 'w.part'));
      await assert.rejects(
        download({ ...what, partPath: join(folder, 'w.part') }, silentContext),
        /the disk is full; make room/,
      );
      assert.equal(requests.length, 1);
    }),
);

test('HTTPS_PROXY and HTTP_PROXY are honoured, NO_PROXY too', async () => {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(200).end(file);
  });
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    await withServer({}, async (what, requests) => {
      await download({ ...what, env: { HTTP_PROXY: address, NO_PROXY: '127.0.0.1' } }, silentContext);
      assert.deepEqual([seen, requests.length], [[], 1]);
      await download(
        { ...what, url: 'http://weights.invalid/w.pth', env: { HTTP_PROXY: address } },
        silentContext,
      );
      await assert.rejects(
        download(
          { ...what, url: 'https://weights.invalid/w.pth', env: { HTTPS_PROXY: address }, attempts: 1 },
          silentContext,
        ),
        FodvidError,
      );
    });
    assert.deepEqual(seen, ['GET http://weights.invalid/w.pth', 'CONNECT weights.invalid:443']);
  } finally {
    proxy.close();
  }
});
