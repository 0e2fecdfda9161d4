// An S3 server in a process of its own, which keeps its objects in a folder: s3rver, with what it lacks.
import { readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import S3rver from '@20minutes/s3rver';

const { directory, port, buckets, conditional, lateMs } = JSON.parse(process.argv[2]);
const server = new S3rver({
  directory,
  address: '127.0.0.1',
  port,
  silent: true,
  vhostBuckets: false,
  configureBuckets: buckets.map((name) => ({ name, configs: [] })),
});
server.logger.silent = true;
const { store } = server;
const putContent = store.putContent.bind(store);
let count = 0;
// An object is there whole or not at all, also where a client dies that sends it; s3rver writes it in its place.
store.putContent = async (place, content) => {
  if (Buffer.isBuffer(content)) return putContent(place, content);
  const whole = `${place}.${process.pid}-${count++}`;
  try {
    const written = await putContent(whole, content);
    await rename(whole, place);
    return written;
  } finally {
    await rm(whole, { force: true });
  }
};
let busy = 0;
let ends = false;
const end = () => ends && busy === 0 && process.exit(0);
// Nobody hears of it any more; but what it writes it writes whole, which a server does and s3rver does not.
process.on('SIGTERM', () => {
  ends = true;
  server.httpServer.close();
  server.httpServer.closeAllConnections();
  end();
});
/** Those that write only what is not there come one after the other. */
let turn = Promise.resolve();
server.middleware.splice(-1, 0, async (ctx, next) => {
  const { method, path } = ctx;
  // It signs the listing of a bucket without the slash at the end of the path, which clients sign.
  if (/^\/[^/]+\/$/.test(path)) {
    ctx.state.vhost = true;
    ctx.mountPath = '/';
  }
  const [, bucket, key] = /^\/([^/]+)\/(.+)$/.exec(decodeURIComponent(path)) ?? [];
  const publishes = method === 'PUT' && path.endsWith('/farm.json');
  // It is busy, and whoever asked may be dead by then.
  if (publishes && lateMs > 0) await delay(Math.random() * lateMs);
  function tellPublished() {
    const { lease } = JSON.parse(readFileSync(ctx.store.getResourcePath(bucket, key, 'object'), 'utf8'));
    console.log(`published s3://${bucket}/${key} ${lease}`);
  }
  async function answer() {
    busy++;
    try {
      await next();
      if (publishes && ctx.status === 200) tellPublished();
    } finally {
      busy--;
      end();
    }
  }
  // It writes over objects that are there, whatever If-None-Match says; Amazon, MinIO and others do not.
  async function answerWhereNone() {
    if (!(await ctx.store.existsObject(bucket, key))) return answer();
    ctx.status = 412;
    ctx.body = '<Error><Code>PreconditionFailed</Code><Message>It is there.</Message></Error>';
  }
  const onlyNew = conditional && method === 'PUT' && ctx.get('if-none-match') === '*';
  await (onlyNew ? (turn = turn.then(answerWhereNone, answerWhereNone)) : answer());
  // For whoever waits until something is asked for.
  console.log(method);
});
await server.run();
console.log('ready');
