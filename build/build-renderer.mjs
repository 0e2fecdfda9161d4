// Bundles the user interface into a folder of static files that Electron's protocol and `fodvid serve` both serve:
//   node build/build-renderer.mjs [folder, out/renderer without one]
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageOfInput, thirdPartyNotice } from './third-party-notice.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the bundle lies unless another folder is named. */
export const rendererFolder = join(root, 'out', 'renderer');

/** zod brings its messages in 50 languages (300 kB); the interface never shows one, so English is enough. */
const onlyEnglishZod = {
  name: 'only-english-zod',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: join(root, 'node_modules', 'zod', 'v4', 'locales'),
    }));
  },
};

/**
 * Bundles `entry` (as main.js and main.css, with what is loaded later and the font beside them), index.html, the icon and
 * the notice of others' licences into `folder`, whose old content is removed. Rejects with esbuild's messages.
 */
export async function buildRenderer({
  folder = rendererFolder,
  entry = join(root, 'renderer', 'main.tsx'),
} = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [{ in: entry, out: 'main' }],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'chrome120',
    jsx: 'automatic',
    minify: true,
    legalComments: 'linked',
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [onlyEnglishZod],
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'renderer', 'index.html'), join(folder, 'index.html'));
  copyFileSync(join(root, 'resources', 'icons', 'icon.svg'), join(folder, 'icon.svg'));
  const packages = new Set(Object.keys(metafile.inputs).map(packageOfInput));
  packages.delete(null);
  writeFileSync(join(folder, 'third-party.txt'), thirdPartyNotice(root, [...packages]));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildRenderer({ folder: resolve(process.argv[2] ?? rendererFolder) });
}
