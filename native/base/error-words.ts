/**
 * The errors that a window words itself, in the person's language, with what each wording is made of. The sentence of the
 * error says the same in English.
 */
export interface ErrorValues {
  readonly 'cache-folder-fixed': Readonly<Record<string, never>>;
  readonly 'only-watches': Readonly<Record<string, never>>;
  readonly 'takeover-busy': Readonly<Record<string, never>>;
  readonly 'takeover-refused': { readonly reason: string };
  readonly 'cache-full': { readonly folder: string };
  readonly 'cache-locked': { readonly folder: string };
  readonly 'cache-newer': { readonly folder: string };
  readonly 'cache-unwritable': { readonly folder: string; readonly reason: string };
  readonly 'candidate-missing': { readonly candidate: number; readonly count: number };
  readonly 'candidates-gone': Readonly<Record<string, never>>;
  readonly 'clip-gone': { readonly clip: string };
  readonly 'clip-missing': { readonly path: string };
  /** The process that ran it went away. */
  readonly 'clip-process': { readonly reason: string };
  readonly 'clip-started': { readonly clip: string };
  readonly 'clip-too-small': { readonly path: string; readonly size: string; readonly least: string };
  /** It lies on a share that is not there at the moment. */
  readonly 'clip-unreachable': { readonly path: string };
  readonly 'clip-unqueued': { readonly id: number };
  /** A setting of a clip that waits for other computers. */
  readonly 'clip-elsewhere': { readonly clip: string };
  /** Its content is no longer what was handed in. */
  readonly 'clip-changed': { readonly clip: string };
  /** Workers ended while they ran it, again and again. */
  readonly 'clip-crashes': Readonly<Record<string, never>>;
  /** Its folder holds fixes that only a run on this computer knows. */
  readonly 'clip-corrected': { readonly clip: string };
  readonly 'clips-none': { readonly folder: string };
  readonly 'computers-off': Readonly<Record<string, never>>;
  readonly 'computers-version': { readonly theirs: string; readonly ours: string; readonly count: number };
  readonly 'download-failed': { readonly url: string; readonly reason: string };
  readonly 'download-running': { readonly model: string };
  readonly 'encoder-missing': { readonly format: string; readonly encoder: string };
  readonly 'export-busy': { readonly path: string };
  readonly 'export-too-large': { readonly needed: string; readonly free: string; readonly folder: string };
  readonly 'features-gone': { readonly frame: number };
  readonly 'ffmpeg-missing': Readonly<Record<string, never>>;
  readonly 'file-open': { readonly path: string };
  readonly 'file-unwritable': { readonly path: string; readonly reason: string };
  /** The two names of a folder that computers share. */
  readonly 'folder-pair': { readonly shared: string; readonly local: string };
  readonly 'folder-unreadable': { readonly folder: string };
  readonly 'frame-missing': { readonly frame: number };
  readonly 'frames-differ': {
    readonly path: string;
    readonly size: string;
    readonly otherPath: string;
    readonly otherSize: string;
  };
  readonly 'frames-missing': { readonly first: number; readonly last: number; readonly count: number };
  readonly 'frames-none': { readonly folder: string };
  readonly 'image-unreadable': { readonly path: string; readonly reason: string };
  readonly 'library-broken': { readonly library: string; readonly reason: string };
  readonly 'outside-library': { readonly path: string; readonly folders: string };
  readonly 'output-unwritable': { readonly folder: string };
  readonly 'output-unshared': { readonly folder: string; readonly folders: string };
  readonly 'part-outside': {
    readonly clip: string;
    readonly from: string;
    readonly to: string;
    readonly last: number;
  };
  readonly 'path-unshared': { readonly path: string; readonly folders: string };
  /** A path of the queue's that is in none of a worker's folders. */
  readonly 'path-outside': { readonly path: string; readonly folders: string };
  readonly 'provider-fails': { readonly provider: string; readonly reason: string };
  readonly 'queue-address': { readonly address: string };
  readonly 'queue-certificate': { readonly address: string; readonly reason: string };
  readonly 'queue-lost': { readonly address: string; readonly reason: string };
  readonly 'queue-open': { readonly address: string };
  readonly 'queue-password': { readonly address: string };
  readonly 'queue-unreachable': { readonly address: string; readonly reason: string };
  /** Published results that another computer sees, and this one does not. */
  readonly 'results-unseen': { readonly folder: string };
  readonly 'results-occupied': { readonly folder: string };
  readonly 'run-queued': Readonly<Record<string, never>>;
  readonly 'run-busy': Readonly<Record<string, never>>;
  readonly 'run-gone': { readonly run: number };
  readonly 'share-gone': { readonly folder: string };
  readonly 'share-full': { readonly folder: string };
  /** `code` is the system's: EIO. */
  readonly 'share-unwritable': { readonly folder: string; readonly code: string };
  /** `code` is the storage's or the system's: ECONNREFUSED. */
  readonly 'storage-away': { readonly endpoint: string; readonly code: string };
  /** Nothing can be reached there before a person does something: NoSuchBucket. */
  readonly 'storage-refused': { readonly endpoint: string; readonly code: string };
  readonly 'storage-denied': { readonly address: string; readonly code: string };
  readonly 'truth-elsewhere': { readonly folder: string; readonly clip: string };
  readonly 'truth-size': { readonly path: string; readonly size: string; readonly maskSize: string };
  readonly unexpected: { readonly reason: string };
  /** `last` is the last frame before the missing ones. */
  readonly 'video-cut-off': {
    readonly path: string;
    readonly count: number;
    readonly wholeCount: number;
    readonly last: number;
  };
  /** `frames` are the `count` broken frames as "3, 7–9", `last` is the last frame that can be run. */
  readonly 'video-broken-frames': {
    readonly path: string;
    readonly frames: string;
    readonly count: number;
    readonly wholeCount: number;
    readonly last: number;
  };
  readonly 'video-empty': { readonly path: string };
  readonly 'video-undecodable': { readonly path: string; readonly reason: string };
  readonly 'video-unreadable': { readonly path: string; readonly reason: string };
  /** The clips of a queue belong to another version than `ours`. */
  readonly 'version-differs': { readonly ours: string };
  /** A worker has other weights than the clips are to be run with. */
  readonly 'weights-differ': { readonly model: string; readonly sha256: string };
  readonly 'weights-missing': { readonly models: string; readonly folder: string };
}

/** What names an error to programs. */
export type ErrorCode = keyof ErrorValues;

/** An error as a window can word it. */
export interface ErrorWords {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What went wrong in one English sentence, and for a window to word. */
export interface WordedFailure {
  readonly error: string;
  readonly words?: ErrorWords | undefined;
}

/** The words of an error, whose values are those of its code. */
export const errorWords = <C extends ErrorCode>(code: C, values: ErrorValues[C]): ErrorWords => ({
  code,
  values,
});

/** What is told of a defect. */
export const unexpectedFailure = (reason: string): WordedFailure => ({
  error: `Something unexpected happened: ${reason}.`,
  words: errorWords('unexpected', { reason }),
});
