import { errorWords, type ErrorWords, type WordedFailure } from '../../../base/error-words.ts';
import { FodvidError } from '../../../base/errors.ts';
import { addressText, type ObjectAddress } from './object-address.ts';

/**
 * `away`: the object storage does not answer for now. `refused`: nothing in it can be reached until a person does something
 * (key, bucket, region). `denied`: this object cannot be reached.
 */
export type StorageFailure = 'away' | 'refused' | 'denied';

/** What object storage says no to, as a sentence. */
export class StorageError extends FodvidError {
  readonly failure: StorageFailure;
  /** What is waited for: the sentence without its way out and its full stop. */
  readonly trouble: WordedFailure;

  constructor(failure: StorageFailure, reason: string, wayOut: string, words: ErrorWords, cause: unknown) {
    super('failed', `${reason}; ${wayOut}.`, { words }, { cause });
    this.failure = failure;
    this.trouble = { error: reason, words };
  }
}

interface Fault {
  readonly name: string;
  readonly message: string;
  /** Of the system, where no answer came. */
  readonly code: string;
  /** Of the answer; null where none came. */
  readonly status: number | null;
}

function faultOf(error: Error): Fault {
  const { code, $metadata } = error as Error & {
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return {
    name: error.name,
    message: error.message,
    code: typeof code === 'string' ? code : '',
    status: $metadata?.httpStatusCode ?? null,
  };
}

/** Whether an object is missing; a bucket that is missing is another thing. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'NoSuchBucket') return false;
  return error.name === 'NoSuchKey' || faultOf(error).status === 404;
}

/** Whether an object was there already that should only be written where there is none. */
export const isTaken = (error: unknown): boolean => error instanceof Error && faultOf(error).status === 412;

/** Whether the server does not know the header that the request had. */
export const isNotImplemented = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NotImplemented' || faultOf(error).status === 501);

const networkFault =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ERR_STREAM_PREMATURE_CLOSE|UND_ERR)|TimeoutError|socket hang up/;
const keyFaults =
  /^(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|TokenRefreshRequired)/;
const regionFaults = /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)/;

/** How the window words it; `code` is the storage's or the system's, the same in all languages. */
function wordsOf(failure: StorageFailure, address: string, endpoint: string, code: string): ErrorWords {
  if (failure === 'away') return errorWords('storage-away', { endpoint, code });
  if (failure === 'refused') return errorWords('storage-refused', { endpoint, code });
  return errorWords('storage-denied', { address, code });
}

/** What went wrong at an address, as a sentence; what is no fault of the storage stays what it is. */
export function asStorageError(error: unknown, address: ObjectAddress, endpoint: string): unknown {
  if (!(error instanceof Error) || error instanceof FodvidError) return error;
  const { name, message, code: systemCode, status } = faultOf(error);
  const code = systemCode || name;
  const place = addressText(address);
  const made = (failure: StorageFailure, reason: string, wayOut: string) =>
    new StorageError(failure, reason, wayOut, wordsOf(failure, place, endpoint, code), error);
  if (name === 'CredentialsProviderError')
    return made(
      'refused',
      'There are no credentials for the object storage',
      'name them in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  if (/region is missing/i.test(message))
    return made(
      'refused',
      `The region of the bucket ${address.bucket} is not known`,
      'name it in AWS_REGION',
    );
  if (status === null)
    return [systemCode, name, message].some((text) => networkFault.test(text))
      ? made(
          'away',
          `The object storage at ${endpoint} does not answer (${code === 'Error' ? message : code})`,
          'check that it runs, and AWS_ENDPOINT_URL',
        )
      : error;
  // 409: another writes the same object at this moment.
  if (status >= 500 || status === 429 || status === 409 || name === 'RequestTimeout')
    return made(
      'away',
      `The object storage at ${endpoint} has trouble (${status} ${name})`,
      'try again later',
    );
  if (name === 'NoSuchBucket')
    return made(
      'refused',
      `There is no bucket ${address.bucket} at ${endpoint}`,
      'create it, or name another',
    );
  if (keyFaults.test(name))
    return made(
      'refused',
      `The object storage at ${endpoint} does not accept the key (${name})`,
      'it must be the one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  if (name === 'RequestTimeTooSkewed')
    return made(
      'refused',
      `The clock of this machine differs too much from that of the object storage at ${endpoint}`,
      'set it',
    );
  if (status === 301 || regionFaults.test(name))
    return made('refused', `The bucket ${address.bucket} lies in another region`, 'name it in AWS_REGION');
  if (status === 403)
    return made('denied', `The key may not do that at ${place} (${name})`, 'permit it at the object storage');
  return made(
    'denied',
    `The object storage at ${endpoint} refuses the request for ${place} (${name}: ${message.replace(/\.$/, '')})`,
    'check that it speaks S3',
  );
}
