import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { failedError, usageError } from '../../../base/errors.ts';
import type { Environment } from '../../../base/platform/platform-folders.ts';
import { createTurns } from '../../../base/turns.ts';
import type { ObjectAddress } from './object-address.ts';
import { asStorageError, isMissing, isNotImplemented, isTaken } from './storage-error.ts';

/** So many requests are under way at once. */
const REQUESTS = 24;
const CONNECT_MS = 5_000;
/** A connection that is silent for so long is given up, and the request tried again. */
const IDLE_MS = 30_000;
/** Larger files are sent in parts of that size, several at once. */
const PART_BYTES = 8 << 20;
const PARTS_AT_ONCE = 3;
/** S3 takes 10,000 parts; a file of more than 80 GB gets larger ones. */
const MOST_PARTS = 9_000;

/** What lies directly below a prefix, a page of it. */
export interface Listing {
  /** Objects by their whole keys. */
  readonly objects: readonly { readonly key: string; readonly sizeBytes: number }[];
  /** With `direct`: the prefixes below, each with a slash at its end. */
  readonly prefixes: readonly string[];
}

/** Object storage that speaks S3. Rejections are `StorageError`s. */
export interface ObjectStore {
  /** For people: where it is. */
  readonly endpoint: string;
  /** What lies below a prefix, page by page; with `direct` no deeper than one slash. */
  list(prefix: ObjectAddress, options?: { readonly direct?: boolean }): AsyncGenerator<Listing>;
  /** Opens an object; null where there is none. What fails while it is read is to be told by `failureOf`. */
  read(
    address: ObjectAddress,
    signal?: AbortSignal,
  ): Promise<{ readonly body: Readable; readonly sizeBytes: number } | null>;
  /** The text of a small object; null where there is none. */
  readText(address: ObjectAddress): Promise<string | null>;
  write(address: ObjectAddress, bytes: Uint8Array | string): Promise<void>;
  /**
   * Writes an object where there is none; false where there is one. A server that knows no If-None-Match replaces one
   * that came meanwhile.
   */
  writeNew(address: ObjectAddress, text: string): Promise<boolean>;
  /** Writes a large file in parts; memory does not grow with its size. */
  writeFile(address: ObjectAddress, path: string, sizeBytes: number, signal: AbortSignal): Promise<void>;
  remove(address: ObjectAddress): Promise<void>;
  /** What went wrong while an object was read, as a `StorageError` where it was the storage. */
  failureOf(error: unknown, address: ObjectAddress): unknown;
}

/** Where the object storage is by the environment's standard names; null for that of Amazon. */
function endpointOf(env: Environment): string | null {
  const url = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || null;
  if (url !== null && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw usageError(`AWS_ENDPOINT_URL is '${url}'; it must be http://HOST:PORT or https://HOST.`);
  return url;
}

/** The key that the environment names; null where the SDK is to look for another (profiles, roles of machines). */
function keyOf(env: Environment) {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: token,
  } = env;
  if (!accessKeyId || !secretAccessKey) return null;
  return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
}

/**
 * Opens the object storage that the environment names: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY, and what else the AWS SDK reads (profiles, roles of machines).
 */
export async function openObjectStore(env: Environment = process.env): Promise<ObjectStore> {
  const url = endpointOf(env);
  const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw failedError(
      'The package @aws-sdk/client-s3 is not installed; npm install brings it.',
      {},
      { cause },
    );
  });
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (url === null ? null : 'us-east-1');
  const credentials = keyOf(env);
  const client: S3Client = new sdk.S3Client({
    ...(credentials === null ? {} : { credentials }),
    ...(region === null ? {} : { region }),
    // Servers other than Amazon's often have no name for each bucket, and know no checksums in trailers.
    ...(url === null
      ? {}
      : {
          endpoint: url,
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
  });
  const endpoint = url ?? ['s3', region, 'amazonaws.com'].filter((part) => part !== null).join('.');
  const turns = createTurns(REQUESTS);
  const place = ({ bucket, key }: ObjectAddress) => ({ Bucket: bucket, Key: key });

  async function asking<T>(address: ObjectAddress, work: () => Promise<T>): Promise<T> {
    try {
      return await turns.take(work);
    } catch (error) {
      throw asStorageError(error, address, endpoint);
    }
  }
  async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
  const put = (
    address: ObjectAddress,
    body: Uint8Array | string,
    options: { readonly IfNoneMatch?: '*' } = {},
  ) => client.send(new sdk.PutObjectCommand({ ...place(address), Body: body, ...options }));

  return {
    endpoint,
    async *list(prefix, { direct = false } = {}) {
      const start = prefix.key === '' ? '' : `${prefix.key}/`;
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const page = await asking(prefix, () =>
          client.send(
            new sdk.ListObjectsV2Command({
              Bucket: prefix.bucket,
              Prefix: start,
              ...(direct ? { Delimiter: '/' } : {}),
              ...(token === undefined ? {} : { ContinuationToken: token }),
            }),
          ),
        );
        yield {
          objects: (page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ key: Key, sizeBytes: Size })),
          prefixes: (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
        };
        token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      }
    },
    read: (address, signal) =>
      asking(address, () =>
        orNull(async () => {
          const answer = await client.send(
            new sdk.GetObjectCommand(place(address)),
            signal === undefined ? {} : { abortSignal: signal },
          );
          return { body: answer.Body as Readable, sizeBytes: answer.ContentLength ?? 0 };
        }),
      ),
    readText: (address) =>
      asking(address, () =>
        orNull(async () => {
          const { Body } = await client.send(new sdk.GetObjectCommand(place(address)));
          return (await Body?.transformToString()) ?? '';
        }),
      ),
    async write(address, bytes) {
      await asking(address, () => put(address, bytes));
    },
    writeNew: (address, text) =>
      asking(address, async () => {
        try {
          await put(address, text, { IfNoneMatch: '*' });
        } catch (error) {
          if (isTaken(error)) return false;
          if (!isNotImplemented(error)) throw error;
          await put(address, text);
        }
        return true;
      }),
    async writeFile(address, path, sizeBytes, signal) {
      const { Upload } = await import('@aws-sdk/lib-storage');
      const partSize = Math.max(PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS));
      const body = createReadStream(path);
      const upload = new Upload({
        client,
        params: { ...place(address), Body: body },
        partSize,
        queueSize: PARTS_AT_ONCE,
      });
      const cancel = () => void upload.abort();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        if (signal.aborted) cancel();
        await asking(address, () => upload.done());
      } finally {
        signal.removeEventListener('abort', cancel);
        body.destroy();
      }
    },
    async remove(address) {
      await asking(address, () => client.send(new sdk.DeleteObjectCommand(place(address))));
    },
    failureOf: (error, address) => asStorageError(error, address, endpoint),
  };
}
