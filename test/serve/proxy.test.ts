import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccess } from '../../native/serve/access.ts';
import { openDoor } from '../../native/serve/door.ts';
import { answerFailure } from '../../native/serve/failure-page.ts';
import { ask, bearer, openSocket, startServed, token } from '../support/served.ts';

const host = 'studio.example';
const proxy = { basePath: '/fodvid/', hosts: [host] };
const { port } = await startServed({ proxy, lastingToken: true });
/** As nginx and Caddy ask on behalf of somebody: by the server's own address, with the name that was asked for. */
const forwarded = { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' };

test('behind a reverse proxy the token’s cookie is for its path, secure, and outlives the browser', async () => {
  const entry = await ask(port, { path: `/fodvid/?token=${token}`, headers: forwarded });
  assert.equal(entry.status, 303);
  assert.equal(entry.headers.location, './');
  const [cookie] = entry.headers['set-cookie']!;
  assert.match(cookie!, /HttpOnly; SameSite=Strict; Path=\/fodvid\/; Max-Age=\d+; Secure$/);
  const headers = { ...forwarded, cookie: cookie!.split(';')[0]! };
  const page = await ask(port, { path: '/fodvid/', headers });
  assert.equal(page.status, 200);
  assert.match(
    page.headers['content-security-policy'] as string,
    /connect-src 'self' .*wss:\/\/studio\.example/,
  );
  for (const path of ['/fodvid/main.js', '/main.js'])
    assert.equal((await ask(port, { path, headers })).status, 200, path);
});

test('the cookie of a chosen token is right at the next start, and wrong for another token', () => {
  const cookieOf = (text: string) => createAccess(text, 4747, proxy, true).sessionCookie({});
  assert.equal(cookieOf('a'), cookieOf('a'));
  assert.notEqual(cookieOf('a'), cookieOf('b'));
  assert.ok(!cookieOf('a-long-token').includes('a-long-token'));
  assert.doesNotMatch(createAccess('a', 4747).sessionCookie({}), /Max-Age|Secure/);
});

test('only names that were allowed are hosts, origins and forwarded hosts', async () => {
  const status = async (headers: Record<string, string>) =>
    (await ask(port, { path: '/main.js', headers: { ...bearer, ...headers } })).status;
  assert.equal(await status({ host }), 200);
  assert.equal(await status({ host: 'evil.example' }), 403);
  assert.equal(await status({ 'x-forwarded-host': host }), 200);
  assert.equal(await status({ 'x-forwarded-host': 'evil.example' }), 403);
  const opens = async (origin: string) => {
    const socket = await openSocket(port, { ...bearer, ...forwarded, origin });
    socket?.terminate();
    return socket !== null;
  };
  assert.ok(await opens(`https://${host}`));
  assert.ok(!(await opens('https://evil.example')));
});

test('where the engine cannot load, its page says why and tries again on demand, for who has the token', async () => {
  const door = await openDoor({ port: 0, token, log: () => undefined });
  const reasons: (string | null)[] = ['The library sharp cannot be loaded: <b>gone</b>.', null];
  const over = answerFailure(
    door,
    'The library sharp is missing.',
    () => Promise.resolve(reasons.shift() ?? null),
    new AbortController().signal,
  );
  const page = () => ask(door.port, { path: '/', headers: bearer });
  const retry = () => ask(door.port, { path: '/retry', method: 'POST', headers: bearer });
  assert.equal((await ask(door.port, { path: '/' })).status, 401);
  assert.equal((await page()).status, 503);
  assert.match((await page()).text, /The library sharp is missing/);
  assert.equal(
    (await page()).headers['referrer-policy'],
    'same-origin',
    'else its form comes with the Origin "null"',
  );
  assert.equal((await retry()).status, 303);
  assert.match((await page()).text, /&#60;b&#62;gone/);
  assert.equal((await retry()).headers.location, './');
  await over;
  const meanwhile = await page();
  assert.deepEqual(
    [meanwhile.status, meanwhile.headers['refresh']],
    [503, '1'],
    'until the server takes over',
  );
  door.server.close();
  door.server.closeAllConnections();
});
