import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { GlobalRegistrator } from '@happy-dom/global-registrator';
import { build } from 'esbuild';

// Node reads no JSX: the components and their tests are bundled together, so that both have the same React.
const folder = await mkdtemp(join(tmpdir(), 'fodvid-components-'));
after(() => rm(folder, { recursive: true }));
const bundle = join(folder, 'tests.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'components', 'all.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"test"' },
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.setSourceMapsEnabled(true);
GlobalRegistrator.register({ url: 'http://localhost/' });
await import(pathToFileURL(bundle).href);
