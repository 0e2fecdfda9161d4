import { z } from 'zod';
import { pathText } from './method.ts';

/** What a menu of the application asks of the user interface. */
export const menuCommands = [
  'addClips',
  'addFolder',
  'startQueue',
  'pauseQueue',
  'showQueue',
  'showBoard',
  'showViewer',
  'showMetrics',
  'showGallery',
  'showModels',
  'showSettings',
  'showShortcuts',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** What a person chooses when the window is closed while a clip runs. */
export const closeAnswers = ['keepWorking', 'stopAndQuit', 'cancel'] as const;
export type CloseAnswer = (typeof closeAnswers)[number];

/** Kinds of files that a system dialog offers. */
export const fileKinds = ['video', 'model', 'csv', 'json', 'png'] as const;
export type ChosenFileKind = (typeof fileKinds)[number];

const fileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\]+$/);

/** Calls of the preload bridge that the main process answers: channel, parameters, result. */
export const hostCalls = {
  chooseClips: { params: z.tuple([]), result: z.array(pathText) },
  chooseFolder: { params: z.tuple([]), result: pathText.nullable() },
  chooseFile: { params: z.tuple([z.enum(fileKinds)]), result: pathText.nullable() },
  chooseSavePath: { params: z.tuple([fileName, z.enum(fileKinds)]), result: pathText.nullable() },
  revealPath: { params: z.tuple([pathText]), result: z.void() },
  openPage: { params: z.tuple([z.url({ protocol: /^https$/ }).max(2000)]), result: z.void() },
  showLogs: { params: z.tuple([]), result: z.void() },
  requestEnginePort: { params: z.tuple([]), result: z.void() },
  retryEngine: { params: z.tuple([]), result: z.void() },
  closeQuestionShown: { params: z.tuple([]), result: z.boolean() },
  answerCloseQuestion: { params: z.tuple([z.enum(closeAnswers)]), result: z.void() },
} as const;
export type HostCall = keyof typeof hostCalls;

/**
 * What Electron's preload script puts at `window.fodvidHost`; a browser has none, there `library.browse` and uploads
 * take its place. Promises reject with an Error of one sentence.
 */
export interface FodvidHost {
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** The paths of dropped files and folders, in their order; what has no path is left out. */
  pathsOf(files: readonly File[]): string[];
  /** The system's dialog for videos; none chosen: []. */
  chooseClips(): Promise<string[]>;
  /** The system's dialog for a folder (of frames, videos, masks or results). */
  chooseFolder(): Promise<string | null>;
  chooseFile(kind: ChosenFileKind): Promise<string | null>;
  /** Where to write a file; the system asks before it replaces one. */
  chooseSavePath(suggestedName: string, kind: ChosenFileKind): Promise<string | null>;
  /** Shows a file or folder in the system's file manager. */
  revealPath(path: string): Promise<void>;
  /** Opens a page of the model registry in the person's browser; other addresses are refused. */
  openPage(url: string): Promise<void>;
  showLogs(): Promise<void>;
  /** Asks for a port to the engine; it, and a new one after each restart, comes as a window message `enginePortMessage`. */
  requestEnginePort(): Promise<void>;
  /** Tries to start an engine that failed. */
  retryEngine(): Promise<void>;
  /** Says that the question of `onCloseQuestion` is on the screen. False: it came too late, the system's own box asks. */
  closeQuestionShown(): Promise<boolean>;
  answerCloseQuestion(answer: CloseAnswer): Promise<void>;
  /** Lets the system drag files out of the window; for a `dragstart` event whose default was prevented. */
  startDrag(paths: readonly string[]): void;
  /** The engine cannot start, and why; null: it is being tried again. Returns a function that ends the listening. */
  onEngineFailure(listener: (reason: string | null) => void): () => void;
  /** The window is to close while a clip runs, and a person has to be asked. Returns a function that ends the listening. */
  onCloseQuestion(listener: () => void): () => void;
  /** A menu item was chosen. Returns a function that ends the listening. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
  /** Clips that the system opened with the app (file association, dock, second instance). */
  onOpenPaths(listener: (paths: string[]) => void): () => void;
}

declare global {
  interface Window {
    /** Set by Electron's preload script, absent in browsers. */
    readonly fodvidHost?: FodvidHost;
  }
}
