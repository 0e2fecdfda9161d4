import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { probeProviders, setupAdvice } from '../onnx/providers.ts';
import type { ProviderReport } from '../onnx/providers.ts';
import { platformAndProcessor } from '../base/platform/platform-name.ts';

/** A program that was found, and where. */
export interface FoundProgram {
  readonly path: string;
  readonly version: string;
}

/** What the doctor is told by those who know: the places that the command line and the store choose. */
export interface DoctorFindings {
  /** Null where there is none. */
  readonly ffmpeg: FoundProgram | null;
  readonly sqliteVersion: string;
  readonly cacheFolder: string;
}

/** What this machine has for FODVid Studio. */
export interface DoctorReport extends DoctorFindings {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  readonly onnxruntimeVersion: string;
  readonly providers: readonly ProviderReport[];
}

/** Looks at the machine: versions, cores, memory, and which providers work (each is tried in a child process). */
export async function doctorReport(findings: DoctorFindings): Promise<DoctorReport> {
  return {
    ...findings,
    nodeVersion: process.versions.node,
    platform: platformAndProcessor,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    onnxruntimeVersion: onnxruntimeVersion(),
    providers: await probeProviders(),
  };
}

function onnxruntimeVersion(): string {
  const packageInfo: unknown = createRequire(import.meta.url)('onnxruntime-node/package.json');
  const version: unknown =
    typeof packageInfo === 'object' && packageInfo !== null ? Reflect.get(packageInfo, 'version') : null;
  return typeof version === 'string' ? version : 'unknown';
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const program = (found: FoundProgram | null): string =>
  found === null ? 'not found' : `${found.version} (${found.path})`;

function doctorRows(report: DoctorReport): (readonly [name: string, value: string])[] {
  return [
    ['Node.js', report.nodeVersion],
    ['platform', report.platform],
    ['processor', `${report.processor}, ${report.cores} cores`],
    ['memory', `${gigabytes(report.memoryBytes)}, ${gigabytes(report.freeMemoryBytes)} free`],
    ['FFmpeg', program(report.ffmpeg)],
    ['ONNX Runtime', report.onnxruntimeVersion],
    ['SQLite', report.sqliteVersion],
    ['cache folder', report.cacheFolder],
  ];
}

/** The report as text for a terminal: one finding per line. */
export function doctorText(report: DoctorReport): string {
  const providers = report.providers.map((it) => [`provider ${it.provider}`, mark(it)] as const);
  const rows = [...doctorRows(report), ...providers];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
}

const mark = ({ works, reason, finding }: ProviderReport): string =>
  works ? reason : `no: ${reason}${finding === 'not installed' ? ` (${setupAdvice})` : ''}`;
