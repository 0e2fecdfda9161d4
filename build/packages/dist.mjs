// npm run dist [-- --dir]: makes the app's files and packs them for this system and processor; --dir leaves out the
// installers, which is quicker.
import { Platform, build } from 'electron-builder';
import { join } from 'node:path';
import { buildApp } from '../build-app.mjs';
import { packageConfig, projectDir } from './electron-builder.mjs';
import { fetchFfmpegStatic, ffmpegPackage } from './package-ffmpeg.mjs';
import { giveUp } from '../give-up.mjs';
import { publisherPage } from '../publisher.mjs';

const { platform, arch } = process;
const modules = join(projectDir, 'node_modules');

for (const option of process.argv.slice(2))
  if (option !== '--dir')
    giveUp(
      `npm run dist does not know ${option}: it packs for the system that it runs on, and takes --dir only. ` +
        'Other systems’ packages are built on those systems, by .github/workflows/release.yml say.',
    );
if (platform === 'darwin' && arch === 'x64')
  giveUp('There is no package for Macs with Intel processors: ONNX Runtime has no library for them.');

if (!fetchFfmpegStatic(modules)) {
  if (ffmpegPackage(modules, platform, arch) === null)
    giveUp(
      `There is no ffmpeg to pack for ${platform} on ${arch}: neither ffmpeg-static nor @ffmpeg-installer has one.`,
    );
  if (process.env.FODVID_RELEASE)
    giveUp(
      'A release has the ffmpeg of ffmpeg-static, which could not be fetched; check the network and run it again.',
    );
  process.stderr.write(
    'The ffmpeg of ffmpeg-static could not be fetched: the package gets that of @ffmpeg-installer, which is of 2018. ' +
      'Do not give such a package to others.\n',
  );
}
if (publisherPage(projectDir) === null) {
  if (process.env.FODVID_RELEASE)
    giveUp('A release names the page of its publisher: set FODVID_HOMEPAGE to its https address.');
  if (platform === 'linux')
    process.stderr.write(
      'There will be no .deb, which has to name a publisher: set FODVID_HOMEPAGE to your page’s https address.\n',
    );
}
await buildApp();
try {
  await build({
    projectDir,
    config: packageConfig({ platform, arch, root: projectDir }),
    targets: Platform.current().createTarget(process.argv.includes('--dir') ? 'dir' : null),
    publish: 'never',
  });
} catch (error) {
  const reason =
    error.code === 'ENOTFOUND' ? 'Electron or a tool could not be fetched; check the network' : error.message;
  giveUp(`The package could not be made: ${reason.replace(/\.$/, '')}.`);
}
