// Installs the packages of another system beside this one's.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { projectDir } from '../../build/packages/electron-builder.mjs';

const files = ['package.json', 'package-lock.json', '.npmrc'];

/** Fills `folder` with node_modules as `npm ci` on `platform` and `arch` would; nothing is done where that is the case. */
export function installPackages(folder, platform, arch) {
  const hash = createHash('sha256');
  for (const name of files) hash.update(readFileSync(join(projectDir, name)));
  const digest = hash.digest('hex');
  const stamp = join(folder, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  mkdirSync(folder, { recursive: true });
  for (const name of files) copyFileSync(join(projectDir, name), join(folder, name));
  const flags = ['--omit=dev', '--ignore-scripts', `--os=${platform}`, `--cpu=${arch}`, '--libc=glibc'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, stderr } = spawnSync(npm, ['ci', ...flags, '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(`The packages of ${platform} ${arch} cannot be installed: ${stderr.slice(-600)}`);
  writeFileSync(stamp, digest);
}
