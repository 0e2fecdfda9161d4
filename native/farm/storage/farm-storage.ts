import type { WordedFailure } from '../../base/error-words.ts';
import type { ExportPublication } from '../publish-export.ts';
import type { Publication, Published } from '../publish.ts';

/** A clip as it is known before it is run. */
export interface KnownClip {
  /** As this machine names it. */
  readonly path: string;
  /** The name of its folder of results. */
  readonly name: string;
  /** SHA-256 of its content. */
  readonly digest: string;
}

/**
 * Whether a worker can read a clip: `gone` with its storage, which may come back; `missing` from a storage that is there;
 * `changed` since it was handed in.
 */
export type ClipSource =
  | { readonly state: 'there'; readonly path: string }
  | { readonly state: 'gone' | 'missing'; readonly trouble: WordedFailure }
  | { readonly state: 'changed' };

/** A finished run on this machine's own disk, and what it becomes. */
export interface ResultOrder {
  readonly fromDir: string;
  /** The folder of results, as the queue names it. */
  readonly outDir: string;
  readonly publication: Publication;
  /** The clip as this machine names it, and as the queue does. */
  readonly clip: { readonly here: string; readonly name: string };
  /** Asked last of all: whether the lease still counts. */
  readonly holds: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Where all machines of a queue find clips and publish results. A `name` is the queue's (`/mnt/clips/a.mp4`), a `path` this
 * machine's; names outside what this machine shares are failed errors, wherever they are given.
 */
export interface FarmStorage {
  /** Whether a worker copies clips onto its own disk: others then do not help with chunks of one. */
  readonly copies: boolean;
  /** What this machine calls something that the queue names. */
  here(name: string): Promise<string>;
  /** The clips that a person means by what they typed, as this machine names them. */
  clipsOf(typed: string): Promise<readonly string[]>;
  /** The queue's name of a path; throws a usage error for one outside what this machine shares. */
  nameOf(path: string): string;
  /** Reads a clip that shall be handed in; throws the sentence that helps where it cannot be read. */
  identify(path: string, signal: AbortSignal): Promise<KnownClip>;
  /** Makes a folder ready for results; throws where they cannot be published there. */
  prepare(folder: string): Promise<void>;
  /** Whether nothing lies in a folder of results, or exactly what the job of that id would put there. */
  isFree(outDir: string, id: string): Promise<boolean>;
  /** Who published a folder; null where none did, or where it is not there. */
  publicationOf(outDir: string): Promise<Publication | null>;
  /** The report of published results with the paths of this machine; null where it is not there (yet). */
  reportOf(outDir: string): Promise<string | null>;
  /** Brings a clip within reach; `keepIn` is a folder of this machine for a copy where one is needed. */
  source(
    clip: { readonly path: string; readonly digest: string },
    keepIn: string,
    signal: AbortSignal,
  ): Promise<ClipSource>;
  /** Whether a clip that could be read still can. */
  isReadable(name: string): Promise<boolean>;
  /** The folder that keeps what was computed of a clip for another machine; null where clips start over there. */
  checkpointDir(outDir: string, id: string): Promise<string | null>;
  /** Publishes a run whole and once, see `publish`. */
  publish(order: ResultOrder): Promise<Published>;
  /** Publishes exports in the folder that the queue names so, see `publishExport`; false where the lease no longer counted. */
  publishExport(order: ExportPublication): Promise<boolean>;
  /** Why publishing below `folder` failed for now, in one sentence; null where waiting would not help. */
  trouble(error: unknown, folder: string): Promise<WordedFailure | null>;
}

/** The name of what lies in a folder, as the queue names both. */
export const nameIn = (folder: string, name: string): string => `${folder.replace(/\/$/, '')}/${name}`;
