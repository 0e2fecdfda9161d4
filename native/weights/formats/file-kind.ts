import type { ByteSource } from './byte-source.ts';
import { legacyStart } from './torch-legacy.ts';

/** A weight file's format, or a sentence's end that says what the file is instead ("… is a web page"). */
export type FileKind =
  | { readonly format: 'torch-zip' | 'torch-legacy' | 'safetensors' | 'onnx' }
  | { readonly format: null; readonly what: string };

/** First bytes of files that people mistake for weights, and what those are. */
const strangers: readonly (readonly [RegExp | string, string])[] = [
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer, not the file itself: download it from its web page'],
  [
    /^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|script|!--)/is,
    'a web page, not weights: the download failed; open the address in a browser and save the file itself',
  ],
  [/^\s*<\?xml|^\s*<Error>/i, 'an XML message, not weights: the download failed'],
  ['\x1f\x8b', 'packed by gzip: unpack it first'],
  [/^BZh/, 'packed by bzip2: unpack it first'],
  [/^\xfd7zXZ/, 'packed by xz: unpack it first'],
  [/^7z\xbc\xaf/, 'a 7z archive: unpack it first'],
  [/^Rar!/, 'a RAR archive: unpack it first'],
  [/^\x89HDF/, 'an HDF5 (Keras) file, which is not read here'],
  [/^\x93NUMPY/, 'a NumPy file, which is not read here'],
  [/^GGUF/, 'a GGUF file, which is not read here'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8/, 'an image, not weights'],
  [/^%PDF/, 'a PDF document, not weights'],
  [/^\s*[{[]/, 'a text file (JSON), not weights'],
  [/^.{257}ustar/s, 'a tar archive: unpack it first'],
  ['\x80', 'a plain Python pickle, not a torch.save file'],
];

/** Says by its first bytes (the name does not matter) what the file is. */
export async function fileKind(source: ByteSource): Promise<FileKind> {
  if (source.sizeBytes === 0) return { format: null, what: 'empty: the download failed' };
  const start = await source.read(0, Math.min(source.sizeBytes, 512));
  if (startsWith(start, [0x50, 0x4b, 3, 4]) || startsWith(start, [0x50, 0x4b, 5, 6]))
    return { format: 'torch-zip' };
  if (startsWith(start, legacyStart)) return { format: 'torch-legacy' };
  const text = Buffer.from(start).toString('latin1');
  if (isSafetensors(start, source.sizeBytes)) return { format: 'safetensors' };
  const stranger = strangers.find(([start]) =>
    typeof start === 'string' ? text.startsWith(start) : start.test(text),
  );
  if (stranger !== undefined) return { format: null, what: stranger[1] };
  // An ONNX model starts with its version of the format, a small number, as field 1.
  if (start[0] === 8 && start[1]! > 0 && start[1]! < 64) return { format: 'onnx' };
  const isText = /^[\t\n\r\x20-\x7e]+$/.test(text);
  return {
    format: null,
    what: isText
      ? 'a text file, not weights'
      : 'of no format that is known here (torch.save, safetensors, ONNX)',
  };
}

const startsWith = (bytes: Uint8Array, prefix: ArrayLike<number>) =>
  bytes.byteLength >= prefix.length && Array.from(prefix).every((byte, i) => bytes[i] === byte);

/** A header length that fits the file, then the header's opening brace. */
function isSafetensors(start: Uint8Array, sizeBytes: number): boolean {
  if (start.byteLength < 9 || start[8] !== 0x7b) return false;
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  return length <= sizeBytes && start[6] === 0 && start[7] === 0;
}
