// Whether Linux lets Chromium build its sandbox.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether the program beside the binary that builds the sandbox may do so as root. */
function hasSetuidHelper(binary) {
  const helper = statSync(join(dirname(binary), 'chrome-sandbox'), { throwIfNoEntry: false });
  return helper !== undefined && helper.uid === 0 && (helper.mode & 0o4755) === 0o4755;
}

/**
 * Null where `binary` can have a sandbox, else a sentence that says why not and what to do. Chromium ends the process where
 * it cannot build one. `mayMakeNamespaces` tries what it does.
 */
export function missingSandbox(
  binary,
  platform = process.platform,
  mayMakeNamespaces = () => spawnSync('unshare', ['-Ur', 'true'], { stdio: 'ignore' }).status === 0,
) {
  if (platform !== 'linux' || hasSetuidHelper(binary) || mayMakeNamespaces()) return null;
  return (
    "This system does not let programs make user namespaces, of which the window's sandbox is made (Ubuntu since 24.04). " +
    `Allow it for this program:\n  sudo chown root ${join(dirname(binary), 'chrome-sandbox')} && ` +
    `sudo chmod 4755 ${join(dirname(binary), 'chrome-sandbox')}\n` +
    'or open the window without a sandbox:\n  npm start -- --no-sandbox\n' +
    'or use the app in a browser:\n  npm run serve'
  );
}
