import { z } from 'zod';
import { EngineError, errorBody } from '../../native/api/messages.ts';
import { uploadedFile } from '../../native/api/upload.ts';
import type { UploadedFile } from '../../native/api/upload.ts';

export interface UploadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

const broken = () =>
  new EngineError({ kind: 'unavailable', message: 'The file could not be sent: the engine is not there.' });

/** Sends a file by PUT /upload/<name>; rejects with an EngineError, of kind `cancelled` after an abort. */
export function uploadClip(file: File, { signal, onProgress }: UploadOptions = {}): Promise<UploadedFile> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadedFile>();
  // Not fetch: it does not tell how much was sent.
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  request.open('PUT', `/upload/${encodeURIComponent(file.name)}`);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total);
  request.onload = () => {
    const answer = uploadedFile.safeParse(request.response);
    const failure = z.object({ error: errorBody }).safeParse(request.response);
    if (answer.success) resolve(answer.data);
    else reject(failure.success ? new EngineError(failure.data.error) : broken());
  };
  request.onerror = () => reject(broken());
  request.onabort = () => reject(new EngineError({ kind: 'cancelled', message: 'Cancelled.' }));
  if (signal?.aborted === true)
    return Promise.reject(new EngineError({ kind: 'cancelled', message: 'Cancelled.' }));
  signal?.addEventListener('abort', abort, { once: true });
  request.send(file);
  return promise.finally(() => signal?.removeEventListener('abort', abort));
}
