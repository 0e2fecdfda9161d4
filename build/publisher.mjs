// Who publishes a build: these sources name nobody.
import { spawnSync } from 'node:child_process';

/** The page of a repository by the address that git fetches it from, without a user's name in it; null for any other. */
function pageOfRemote(remote) {
  const [, host, path] =
    /^(?:https:\/\/|ssh:\/\/|git@)(?:[^/@]*@)?([\w.-]+)[/:]([\w./~-]+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  return host === undefined ? null : `https://${host}/${path}`;
}

const originOf = (root) =>
  spawnSync('git', ['remote', 'get-url', 'origin'], { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';

/**
 * The https address at which the publisher of what is built in `root` is found: FODVID_HOMEPAGE, else the page of the
 * repository that it was cloned from; null where there is neither. `origin` is git's address of that.
 */
export function publisherPage(root, { env = process.env, origin = () => originOf(root) } = {}) {
  const named = env.FODVID_HOMEPAGE;
  if (!named) return pageOfRemote(origin());
  if (URL.parse(named)?.protocol === 'https:') return named;
  throw new Error(`FODVID_HOMEPAGE is '${named}'; it has to be an https address.`);
}

/** The fields `repository` and `bugs` of what is built in `root`; none where it was not cloned from a page. */
export function repositoryFields(root, { origin = () => originOf(root) } = {}) {
  const page = pageOfRemote(origin());
  return page === null
    ? {}
    : { repository: { type: 'git', url: `git+${page}.git` }, bugs: { url: `${page}/issues` } };
}
