import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { ask, bearer, openSocket, startServed, token } from '../support/served.ts';

const served = await startServed();
const { port, lines } = served;
const own = `http://127.0.0.1:${port}`;

async function sessionCookie(): Promise<string> {
  const { headers } = await ask(port, { path: `/?token=${token}` });
  return headers['set-cookie']![0]!.split(';')[0]!;
}

test('the printed address lets a browser in: a strict cookie that scripts cannot read, the token gone from the address', async () => {
  assert.equal(served.server.address, `${own}/?token=${token}`);
  const { status, headers } = await ask(port, { path: `/?token=${token}` });
  assert.equal(status, 303);
  assert.equal(headers.location, './');
  const setCookie = headers['set-cookie']![0]!;
  assert.match(setCookie, /HttpOnly/);
  assert.match(setCookie, /SameSite=Strict/);
  assert.ok(!setCookie.includes(token), 'other servers on this machine see the cookie');
  const page = await ask(port, { path: '/', headers: { cookie: await sessionCookie() } });
  assert.equal(page.status, 200);
});

test('no other address of this machine answers', async () => {
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const hosts = [...others.map(({ address }) => address), '::1'].filter((host) => host !== '127.0.0.1');
  for (const host of new Set(hosts)) await assert.rejects(ask(port, { host, path: '/' }), host);
});

test('every page has a nonce of its own and a policy that allows nothing from elsewhere', async () => {
  const headers = { cookie: await sessionCookie() };
  const pages = [await ask(port, { path: '/', headers }), await ask(port, { path: '/', headers })];
  const nonces = pages.map(({ text }) => /content="([^"]+)"/.exec(text)![1]!);
  assert.notEqual(nonces[0], nonces[1]);
  for (const [index, page] of pages.entries()) {
    const policy = page.headers['content-security-policy'] as string;
    assert.ok(policy.includes(`'nonce-${nonces[index]!}'`));
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
      assert.ok(policy.includes(part), policy);
    assert.ok(!/unsafe|\*/.test(policy), policy);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
  }
});

const locked = ['/', '/?token=wrong', '/?token=', '/main.js', '/media/runs/1/source/0', '/index.html'];
for (const path of locked)
  test(`without the token ${path} is refused and logged`, async () => {
    const before = lines.length;
    const { status, text } = await ask(port, { path });
    assert.equal(status, 401);
    assert.ok(!text.includes(token));
    assert.ok(lines.slice(before).some((line) => line.startsWith('Refused GET')));
  });

for (const authorization of [
  'Bearer wrong',
  `Bearer ${token}x`,
  `Basic ${token}`,
  `Bearer ${token.slice(1)}`,
])
  test(`'${authorization}' is refused`, async () => {
    assert.equal((await ask(port, { path: '/main.js', headers: { authorization } })).status, 401);
    assert.equal(await openSocket(port, { authorization }), null);
  });

test('a cookie of another session is refused', async () => {
  const cookie = `fodvid-${port}=${'A'.repeat(43)}`;
  assert.equal((await ask(port, { path: '/main.js', headers: { cookie } })).status, 401);
});

const foreignHosts = [
  'evil.example',
  'evil.example:80',
  '127.0.0.1',
  'localhost.evil.example',
  '127.0.0.1:1',
];
for (const host of foreignHosts)
  test(`the Host '${host}' is refused even with the token (DNS rebinding)`, async () => {
    const headers = { ...bearer, host };
    for (const path of ['/', `/?token=${token}`, '/main.js']) {
      const { status, headers: answered } = await ask(port, { path, headers });
      assert.equal(status, 403);
      assert.equal(answered['set-cookie'], undefined);
    }
    assert.equal(await openSocket(port, headers), null);
  });

test('localhost names the server too', async () => {
  const headers = { ...bearer, host: `LOCALHOST:${port}` };
  assert.equal((await ask(port, { path: '/main.js', headers })).status, 200);
});

const foreignOrigins = [
  'http://evil.example',
  'null',
  `https://127.0.0.1:${port}`,
  'http://127.0.0.1:1',
  `${own}.evil.example`,
];
for (const origin of foreignOrigins)
  test(`the Origin '${origin}' opens no WebSocket and sends no file, with the cookie or the token`, async () => {
    for (const login of [bearer, { cookie: await sessionCookie() }]) {
      const headers = { ...login, origin };
      assert.equal(await openSocket(port, headers), null);
      assert.equal((await ask(port, { method: 'PUT', path: '/upload/a.mp4', headers }, 'x')).status, 403);
    }
  });

test('a WebSocket without an Origin needs the token itself; with its own the cookie is enough', async () => {
  const cookie = await sessionCookie();
  assert.equal(await openSocket(port, { cookie }), null);
  const socket = await openSocket(port, { cookie, origin: own });
  assert.ok(socket !== null);
  socket.close();
});

for (const site of ['cross-site', 'same-site'])
  test(`pictures and scripts are not for ${site} pages`, async () => {
    const headers = { cookie: await sessionCookie(), 'sec-fetch-site': site };
    for (const path of ['/main.js', '/media/jobs/1/thumbnail'])
      assert.equal((await ask(port, { path, headers })).status, 403);
  });

test('a link from another site asks again from here, without a loop', async () => {
  const first = await ask(port, { path: '/', headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(first.headers['refresh'], '0; url=./');
  assert.equal((await ask(port, { path: '/', headers: { 'sec-fetch-site': 'same-origin' } })).status, 401);
});

test('other methods are refused', async () => {
  for (const method of ['POST', 'DELETE', 'OPTIONS', 'PATCH'])
    assert.equal((await ask(port, { method, path: '/', headers: bearer })).status, 405);
});

test('bundled files are kept where their name is their content, and asked for again elsewhere', async () => {
  const chunk = await ask(port, { path: '/chunks/view-ABCDEFGH.js', headers: bearer });
  assert.match(chunk.headers['cache-control']!, /immutable/);
  const script = await ask(port, { path: '/main.js', headers: bearer });
  assert.match(script.headers['cache-control']!, /no-cache/);
  const again = await ask(port, {
    path: '/main.js',
    headers: { ...bearer, 'if-none-match': script.headers.etag! },
  });
  assert.equal(again.status, 304);
  assert.equal(again.bytes.length, 0);
});
