/**
 * ONNX Runtime's own builds for Linux report sessions (names of networks and graphs, digests, the machine) to Microsoft and
 * keep a device id in the home folder, unless this is set before the library is loaded (since 1.29, docs/Privacy.md there).
 * A thread's environment is a copy that libraries do not see: what starts threads imports this too, in the main one.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
