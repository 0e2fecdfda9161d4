/** The type of the window message that brings the engine's MessagePort to the page (a bridge cannot hand over ports). */
export const enginePortMessage = 'fodvid.enginePort';

/** The channels between Electron's main process and its preload script. */
export const hostChannels = {
  /** Calls of `hostCalls`, name first. */
  call: 'fodvid:call',
  enginePort: 'fodvid:enginePort',
  menuCommand: 'fodvid:menuCommand',
  openPaths: 'fodvid:openPaths',
  /** Why there is no engine, or null. */
  engineFailure: 'fodvid:engineFailure',
  /** The page is to ask what becomes of a running clip. */
  closeQuestion: 'fodvid:closeQuestion',
  /** Paths that the page drags out of the window. */
  startDrag: 'fodvid:startDrag',
} as const;

/** What the main process answers to a call: the value, or one sentence. */
export type HostAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };
