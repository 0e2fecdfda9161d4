import { failedError } from '../../base/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { readPickle } from './pickle.ts';
import { TorchObjects } from './torch-objects.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

/** Far above the pickles of published checkpoints (a few hundred kilobytes). */
export const maxPickleBytes = 32 * 2 ** 20;

/** The most elements that a file's tensors may have together: views share storages, but not without end. */
export const elementLimit = (contentBytes: number) => 2 ** 20 + 4 * contentBytes;

/**
 * Reads a torch.save file of the zip format (PyTorch 1.6 and later): `<top>/data.pkl` holds the object, `<top>/data/<key>`
 * the storages. Returns the stored object as plain data (Maps, arrays, TorchTensors).
 */
export async function readTorchZip(source: ByteSource): Promise<unknown> {
  const archive = await openZip(source);
  const top = topFolder(source.name, archive);
  if (archive.sizes.has(`${top}byteorder`) && (await textOf(archive, `${top}byteorder`)) !== 'little')
    throw failedError(`${source.name} was saved on a big-endian machine: save it again on a common one.`);
  if ((archive.sizes.get(`${top}data.pkl`) ?? 0) > maxPickleBytes)
    throw failedError(`${source.name} was not read: its pickle is far larger than that of any checkpoint.`);
  const contentBytes = [...archive.sizes.values()].reduce((total, size) => total + size, 0);
  const objects = new TorchObjects(source.name, elementLimit(contentBytes));
  const pickle = readPickle(source.name, await archive.read(`${top}data.pkl`), objects);
  if (pickle === null)
    throw failedError(`${source.name} is damaged: its pickle ends too early; download it again.`);
  for (const storage of objects.storages.values()) {
    const name = `${top}data/${storage.key}`;
    if (archive.sizes.get(name) !== storage.sizeBytes && archive.sizes.has(name))
      throw failedError(
        `${source.name} is damaged: storage "${storage.key}" does not have the declared size.`,
      );
    storage.bytes = await archive.read(name);
  }
  return pickle.value;
}

const textOf = async (archive: ZipArchive, name: string) =>
  new TextDecoder().decode(await archive.read(name)).trim();

/** The folder that holds data.pkl; archives of anything else are named for what they are. */
function topFolder(file: string, archive: ZipArchive): string {
  const names = [...archive.sizes.keys()];
  const pickles = names.filter((name) => /^([^/]+\/)?data\.pkl$/.test(name));
  const top = pickles[0]?.slice(0, -'data.pkl'.length);
  if (top === undefined || pickles.length > 1) throw failedError(`${file} is ${otherArchive(names)}`);
  if (names.some((name) => name.startsWith(`${top}code/`)))
    throw failedError(`${file} is a TorchScript program, not weights: save the state_dict of the model.`);
  return top;
}

function otherArchive(names: readonly string[]): string {
  const weights = names.find((name) => /\.(pth|pt|tar|ckpt|safetensors|onnx)$/.test(name));
  return weights === undefined
    ? 'a zip archive that holds no weights (no data.pkl in it).'
    : `a zip archive around the weights: unpack it and use the file "${weights}" in it.`;
}
