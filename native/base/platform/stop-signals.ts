/** What hears signals: `process`, or a stand-in for it. */
interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * Calls `heard` for each signal by which the system asks a program to end: Ctrl-C everywhere, SIGTERM, and on Windows, which
 * has none, Ctrl-Break, by which services and consoles end a program there.
 */
export function onStopSignals(
  heard: () => void,
  platform: NodeJS.Platform = process.platform,
  source: SignalSource = process,
): void {
  source.on('SIGINT', heard);
  source.on(platform === 'win32' ? 'SIGBREAK' : 'SIGTERM', heard);
}
