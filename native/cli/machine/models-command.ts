import { type Command, Option } from 'commander';
import type { StageContext } from '../../base/context.ts';
import { exitCodes, usageError } from '../../base/errors.ts';
import type { ModelStatus, VerifiedModel } from '../../weights/library/models.ts';
import { textTable } from '../research/score-table.ts';
import type { CliSession } from '../cli-session.ts';

interface ImportFlags {
  readonly as?: string;
  readonly trust?: boolean;
}

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

/** `fodvid models list | pull | import | verify | remove`: the published networks' weights on this machine. */
export function addModelsCommand(program: Command, session: CliSession): void {
  const models = program
    .command('models')
    .helpCommand(false)
    .summary("download, verify and list the published networks' weights")
    .description(
      'FODVID_MODELS sets the folder, FODVID_MODEL_MIRROR an address to try first (laid out like that folder), ' +
        'HTTPS_PROXY a proxy.',
    );
  const declare = (usage: string, description: string) =>
    models
      .command(usage)
      .description(description)
      .addOption(new Option('--json', 'print one JSON object on standard output'));
  declare('list', 'list the known models, their licences and which are here').action(() => list(session));
  declare('pull <ids...>', 'download models and verify them; continues where it was interrupted').action(
    (ids: string[]) => pull(ids, session),
  );
  declare('import <file>', 'take a file that you downloaded yourself')
    .option('--as <id>', 'which model it is (default: recognised by its content)')
    .option('--trust', 'import it even if its digest is not the published one')
    .action((file: string, flags: ImportFlags) => importFile(file, flags, session));
  declare('verify [ids...]', 'hash and check the files that are here').action((ids: string[]) =>
    verify(ids, session),
  );
  declare('remove <ids...>', 'delete models from this machine').action((ids: string[]) =>
    remove(ids, session),
  );
}

async function list(session: CliSession): Promise<void> {
  const { listModels } = await import('../../weights/library/models.ts');
  const statuses = await listModels();
  const rows = statuses.map(({ entry, state, sizeBytes }) => [
    entry.id,
    state === 'partial' ? `partial, ${megabytes(sizeBytes)} MB` : state,
    `${megabytes(state === 'present' ? sizeBytes : entry.approximateBytes)}`,
    entry.licence,
    entry.name,
    entry.sourcePage,
  ]);
  session.print(textTable(['id', 'here', 'MB', 'licence', 'network', 'source'], rows));
  session.result({ models: statuses.map(toJson) });
}

const toJson = ({ entry, path, state, sizeBytes }: ModelStatus) => ({ ...entry, path, state, sizeBytes });

/** Progress in megabytes under the model's name; remarks (a mirror that failed) become lines of their own. */
function byteContext(session: CliSession, name: string): StageContext {
  const { signal, progress } = session.context(`${name} (MB)`);
  const steps = new Set<string | undefined>(['downloading', 'verifying', undefined]);
  return {
    signal,
    progress: {
      report(done, total, note) {
        if (!steps.has(note)) session.log(note ?? '');
        progress.report(megabytes(done), megabytes(total), note);
      },
    },
  };
}

async function pull(ids: readonly string[], session: CliSession): Promise<void> {
  const { listModels, pullModel } = await import('../../weights/library/models.ts');
  const known = new Map((await listModels()).map(({ entry }) => [entry.id, entry]));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw usageError(`There is no model "${unknown}"; choose from ${[...known.keys()].join(', ')}.`);
  const done: VerifiedModel[] = [];
  for (const id of ids) {
    const { name, licence, sourcePage, approximateBytes } = known.get(id)!;
    session.log(
      `${id}: ${name}, about ${megabytes(approximateBytes)} MB, licence ${licence}, from ${sourcePage}`,
    );
    const model = await pullModel(id, byteContext(session, id));
    session.print(sentence(model));
    done.push(model);
  }
  session.result({ models: done });
}

const grounds: Readonly<Record<VerifiedModel['trust'], string>> = {
  published: 'its digest is the published one',
  pinned: 'it is the file that was accepted before',
  'first-use': 'it holds the right network, and its SHA-256 is kept from now on',
  told: 'taken on your word',
};

const sentence = ({ id, path, trust, sha256, hint }: VerifiedModel) =>
  [`${id} is ready: ${grounds[trust]}`, `SHA-256 ${sha256}`, ...(hint === null ? [] : [hint]), path].join(
    '\n  ',
  );

async function importFile(file: string, flags: ImportFlags, session: CliSession): Promise<void> {
  const { importModel } = await import('../../weights/library/models.ts');
  const model = await importModel(file, byteContext(session, 'import'), flags);
  session.print(sentence(model));
  session.result(model);
}

async function verify(ids: readonly string[], session: CliSession): Promise<void> {
  const { verifyModels } = await import('../../weights/library/models.ts');
  const results = await verifyModels(ids, byteContext(session, 'verify'));
  session.print(
    results.length === 0
      ? 'No models are here; "fodvid models list" shows what there is.'
      : results
          .map(({ id, outcome, message, path }) => `${id}: ${outcome}\n  ${message}\n  ${path}`)
          .join('\n'),
  );
  session.result({ models: results });
  if (results.some(({ outcome }) => outcome === 'wrong' || outcome === 'missing'))
    session.exitCode = exitCodes.failed;
}

async function remove(ids: readonly string[], session: CliSession): Promise<void> {
  const { removeModel } = await import('../../weights/library/models.ts');
  const removed: string[] = [];
  for (const id of ids) {
    const had = await removeModel(id);
    session.print(had ? `${id} is removed.` : `${id} was not here.`);
    if (had) removed.push(id);
  }
  session.result({ removed });
}
