import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { openFarmQueue } from '../../native/farm/redis/bullmq-queue.ts';
import { freePort, redisMissing } from '../support/farm/redis-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();
const at = (name: string) => join(root, name);

/** Whether openssl could write a certificate for this machine, signed by an authority of its own. */
function writeCertificates(): boolean {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  try {
    for (const name of ['authority', 'stranger'])
      openssl(
        'req',
        '-x509',
        ...key,
        '-keyout',
        at(`${name}.key`),
        '-out',
        at(`${name}.crt`),
        '-subj',
        `/CN=${name}`,
      );
    const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const signed = ['-CA', at('authority.crt'), '-CAkey', at('authority.key')];
    openssl(
      'req',
      '-x509',
      ...key,
      ...signed,
      ...names,
      '-keyout',
      at('redis.key'),
      '-out',
      at('redis.crt'),
      '-subj',
      '/CN=localhost',
    );
    return true;
  } catch {
    return false;
  }
}

const skip = redisMissing() ?? (writeCertificates() ? false : 'openssl is not installed, or older than 3.0');

test('the queue is encrypted, and a certificate that is not trusted is refused', { skip }, async (t) => {
  const port = await freePort();
  const keys = [
    '--tls-cert-file',
    at('redis.crt'),
    '--tls-key-file',
    at('redis.key'),
    '--tls-auth-clients',
    'no',
  ];
  const words = [
    '--port',
    '0',
    '--tls-port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    root,
    '--save',
    '',
  ];
  const redis = spawn('redis-server', [...words, ...keys, '--requirepass', 'secret'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => redis.kill('SIGKILL'));
  for await (const text of redis.stdout) if (String(text).includes('Ready to accept')) break;
  const url = `rediss://localhost:${port}`;
  const queue = await openFarmQueue({ url, password: 'secret', caFile: at('authority.crt') });
  assert.equal((await queue.counts()).waiting, 0);
  await queue.close();
  await assert.rejects(
    openFarmQueue({ url, password: 'secret' }),
    (error) => error instanceof FodvidError && /not trusted.*--queue-ca/.test(error.withAdvice),
  );
  await assert.rejects(openFarmQueue({ url, password: 'secret', caFile: at('stranger.crt') }), /not trusted/);
  await assert.rejects(openFarmQueue({ url, caFile: at('authority.crt') }), /password/);
  await assert.rejects(openFarmQueue({ url, caFile: at('none.crt') }), /none\.crt cannot be read/);
  await assert.rejects(
    openFarmQueue({ url: url.replace('rediss', 'redis'), password: 'secret' }),
    /No Redis answers/,
  );
  redis.kill('SIGKILL');
  await once(redis, 'exit');
});
