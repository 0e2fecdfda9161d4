import { z } from 'zod';
import { cancelledCall, EngineError, errorBody } from '../../native/api/transport/messages.ts';
import { uploadedFile } from '../../native/api/upload.ts';
import type { FolderFiles, UploadedFile } from '../../native/api/upload.ts';

export interface UploadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

const broken = () =>
  new EngineError({ kind: 'unavailable', message: 'The file could not be sent: the engine is not there.' });

/** Sends clips into the library folder; rejects with an EngineError, of kind `cancelled` after an abort. */
export interface Upload {
  file(file: File, options?: UploadOptions): Promise<UploadedFile>;
  /** A folder of frames, as a whole. */
  folder(name: string, frames: readonly File[], options?: UploadOptions): Promise<UploadedFile>;
  /** Takes away what was sent, by the path where it lies. */
  discard(path: string): Promise<void>;
}

/** Sends by PUT to the server that the page came from. */
export const upload: Upload = {
  file: (file, options) => put(`upload/${encodeURIComponent(file.name)}`, file, options),
  folder(name, frames, options) {
    const files: FolderFiles = frames.map((frame) => ({ name: frame.name, sizeBytes: frame.size }));
    const list = new TextEncoder().encode(JSON.stringify(files));
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, list.length);
    // A blob of files only refers to them: nothing is read before it is sent.
    const body = new Blob([length, list, ...frames]);
    return put(`upload-folder/${encodeURIComponent(name)}`, body, options);
  },
  async discard(path) {
    const name = path.split(/[/\\]/).at(-1) ?? '';
    const address = new URL(`upload/${encodeURIComponent(name)}`, document.baseURI);
    const { ok } = await fetch(address, { method: 'DELETE' }).catch(() => ({ ok: false }));
    if (!ok) throw broken();
  },
};

function put(path: string, body: Blob, { signal, onProgress }: UploadOptions = {}): Promise<UploadedFile> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadedFile>();
  if (signal?.aborted === true) return Promise.reject(cancelledCall());
  // Not fetch: it does not tell how much was sent.
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  // From the page's own address, which a reverse proxy may have at any path.
  request.open('PUT', new URL(path, document.baseURI).href);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total);
  request.onload = () => {
    const answer = uploadedFile.safeParse(request.response);
    const failure = z.object({ error: errorBody }).safeParse(request.response);
    if (answer.success) resolve(answer.data);
    else reject(failure.success ? new EngineError(failure.data.error) : broken());
  };
  request.onerror = () => reject(broken());
  request.onabort = () => reject(cancelledCall());
  signal?.addEventListener('abort', abort, { once: true });
  request.send(body);
  return promise.finally(() => signal?.removeEventListener('abort', abort));
}
