const names: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** This platform as people write it: Linux, macOS, Windows. */
export const platformName = names[process.platform] ?? process.platform;

/** The platform and the processor's architecture: Linux x64. */
export const platformAndProcessor = `${platformName} ${process.arch}`;
