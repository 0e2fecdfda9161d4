/** The endings of videos, as ffmpeg reads them. */
export const videoExtensions: readonly string[] =
  'mp4 m4v mov mkv webm avi mpg mpeg mts m2ts ts mxf ogv wmv flv 3gp gif y4m'.split(' ');

/** The endings of the frames of a folder. */
export const frameExtensions: readonly string[] = ['png', 'jpg', 'jpeg'];

/** The ending of a file's name, in lower case and without its dot; empty where there is none, or nothing before it. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** Whether a file's name is that of a video; hidden files are none. */
export const isVideoName = (name: string): boolean =>
  !name.startsWith('.') && videoExtensions.includes(extensionOf(name));

/** Whether a file's name is that of a frame in a folder; hidden files are none. */
export const isFrameName = (name: string): boolean =>
  !name.startsWith('.') && frameExtensions.includes(extensionOf(name));
