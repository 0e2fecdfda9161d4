/** The scheme of the app's own pages; file:// is not used. */
export const appScheme = 'fodvid';
const appHost = 'app';
/** What the window opens. */
export const appPage = `${appScheme}://${appHost}/index.html`;

/** Whether an address is one of the app's own. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${appScheme}:` && url.host === appHost && url.username === '';
}

/** The part of Electron's WebFrameMain that says who sent a message. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether a message comes from the app's own page, not from a frame in it or from a page elsewhere. */
export const isOwnFrame = (frame: SenderFrame | null): boolean =>
  frame !== null && frame.parent === null && isOwnAddress(frame.url);
