import { openStore } from '../../native/store/store.ts';

/**
 * A child process of the tests: writes `count` entries of its own, each in a transaction, into a cache too small
 * for them, and reads back what it and its peer have written. Prints `{wrong, notices}` as JSON.
 */
const [folder, own, peer, count, limitBytes] = process.argv.slice(2);
const notices: string[] = [];
const store = openStore({
  folder: folder!,
  limitBytes: Number(limitBytes),
  notify: (sentence) => notices.push(sentence),
});

const bytesOf = (name: string, i: number) =>
  new Uint8Array(20_000 + (i % 7) * 1000).fill((name.charCodeAt(0) + i) % 256);
let wrong = 0;
for (let i = 0; i < Number(count); i++) {
  const entry = (k: number) => ({ key: `${own!}-${k}`, stage: own!, bytes: bytesOf(own!, k) });
  store.putBlobs([entry(i)]);
  for (const name of [own!, peer!]) {
    // Either process may have evicted it, but it is never wrong.
    const bytes = store.getBlob(`${name}-${i}`);
    if (bytes !== undefined && !Buffer.from(bytes).equals(bytesOf(name, i))) wrong++;
  }
}
process.stdout.write(JSON.stringify({ wrong, notices }));
store.close();
