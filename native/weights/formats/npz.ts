import { crc32 } from 'node:zlib';
import type { TensorToWrite } from './safetensors.ts';

/** NumPy's names of the element types. */
const descriptions: Readonly<Record<string, string>> = {
  F64: '<f8',
  F32: '<f4',
  F16: '<f2',
  I64: '<i8',
  I32: '<i4',
  I16: '<i2',
  I8: '|i1',
  U8: '|u1',
};

/** An array in NumPy's format 1.0: a header of whole 64 bytes, then the elements row by row. */
function npyBytes({ dtype, shape, data }: TensorToWrite): Buffer {
  const descr = descriptions[dtype];
  if (descr === undefined) throw new Error(`NumPy has no element type for ${dtype}.`);
  const sizes = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11);
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(padded.length + 1, 8);
  const elements = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([head, Buffer.from(`${padded}\n`, 'latin1'), elements]);
}

/** The fields that a file's local header and its entry in the directory share. */
function entryFields(content: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  // 1 January 1980: the same tensors give the same bytes.
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

const signed = (signature: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
};

/**
 * Tensors by name as the bytes of an `.npz` file, which `numpy.load` reads: an uncompressed ZIP archive of `.npy` files.
 * Together they must be smaller than 4 GiB.
 */
export function npzBytes(tensors: Readonly<Record<string, TensorToWrite>>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [key, tensor] of Object.entries(tensors)) {
    const content = npyBytes(tensor);
    const name = Buffer.from(`${key}.npy`);
    const fields = entryFields(content, name);
    const file = Buffer.concat([signed(0x04034b50), fields, name, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signed(0x02014b50), Buffer.from([20, 0]), fields, tail, name]));
    files.push(file);
    offset += file.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, entries, signed(0x06054b50), end]);
}
