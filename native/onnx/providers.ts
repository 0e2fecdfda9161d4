import { execFile } from 'node:child_process';
import { extname, join } from 'node:path';
import '../base/platform/no-telemetry.ts';
import { listSupportedBackends } from 'onnxruntime-node';
import { errorWords } from '../base/error-words.ts';
import { failedError, usageError } from '../base/errors.ts';
import { platformAndProcessor } from '../base/platform/platform-name.ts';
import { type Provider, type ProviderFinding, providers } from '../base/provider-names.ts';

interface Answer {
  readonly finding: ProviderFinding;
  /** What the finding is about, the library that is missing say; empty where it says all itself. */
  readonly detail: string;
  /** A sentence for people: why it does not work, or what it was measured at. */
  readonly reason: string;
}

/** Whether a provider works here, and why not. */
export interface ProviderReport extends Answer {
  readonly provider: Provider;
  readonly works: boolean;
  /** How many times the CPU's speed at products of matrices (transfers included); null where it does not work. */
  readonly speedup: number | null;
}

const probeTimeoutMs = 60_000;
const probeScript = join(import.meta.dirname, `provider-probe${extname(import.meta.filename)}`);

type ProbeResult = { readonly ms: number } | Answer;

const answer = (finding: ProviderFinding, reason: string, detail = ''): Answer => ({
  finding,
  detail,
  reason,
});

let reports: Promise<readonly ProviderReport[]> | undefined;
let known: readonly ProviderReport[] | null = null;

/** Tries every provider in a child process of its own (a crashing one harms nobody); the answer is kept. */
export const probeProviders = (): Promise<readonly ProviderReport[]> =>
  (reports ??= probeAll().then((found) => (known = found)));

/** What `probeProviders` has found out in this thread, or was told; null where nobody asked yet. */
export const knownProviders = (): readonly ProviderReport[] | null => known;

/** Takes over what another thread or process of this machine has found out, so that it need not be tried again. */
export function rememberProviders(found: readonly ProviderReport[]): void {
  known = found;
  reports = Promise.resolve(found);
}

async function probeAll(): Promise<readonly ProviderReport[]> {
  const cpu = await probe('cpu');
  const results: ProviderReport[] = [];
  // One after another: their speeds are compared.
  for (const provider of providers)
    results.push(report(provider, provider === 'cpu' ? cpu : await probe(provider), cpu));
  return results;
}

function report(provider: Provider, result: ProbeResult, cpu: ProbeResult): ProviderReport {
  if ('reason' in result) return { provider, works: false, speedup: null, ...result };
  const speedup = 'ms' in cpu ? cpu.ms / result.ms : 1;
  return { provider, works: true, speedup, ...speedAnswer(provider, speedup) };
}

function speedAnswer(provider: Provider, speedup: number): Answer {
  if (provider === 'cpu') return answer('works', 'works');
  if (speedup > 1) return answer('works', `works (${speedup.toFixed(1)} times the CPU's speed)`);
  const reason = `works, but slower than the CPU (${speedup.toFixed(2)} times its speed; drawn in software?)`;
  return answer('slower than the CPU', reason);
}

async function probe(provider: Provider): Promise<ProbeResult> {
  const known = listSupportedBackends().some((backend) => backend.name === provider);
  if (!known) {
    const reason = `ONNX Runtime has no '${provider}' for ${platformAndProcessor}`;
    return answer('not in this build', reason, platformAndProcessor);
  }
  return new Promise((resolve) => {
    const options = {
      timeout: probeTimeoutMs,
      killSignal: 'SIGKILL' as const,
      // Inside Electron, process.execPath is Electron, which runs scripts only when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    };
    execFile(process.execPath, [probeScript, provider], options, (error, stdout, stderr) => {
      const ms = /\{"ms":([\d.e+-]+)\}/.exec(stdout)?.[1];
      if (ms !== undefined) resolve({ ms: Number(ms) });
      else resolve(probeFailure(provider, stderr, error?.signal ?? null, error?.killed ?? false));
    });
  });
}

/** Why a probe failed, from what the child process said: exported for its test. */
export function probeFailure(
  provider: Provider,
  output: string,
  signal: string | null,
  timedOut: boolean,
): Answer {
  if (timedOut) {
    const seconds = String(probeTimeoutMs / 1000);
    return answer('no answer', `it did not answer within ${seconds} seconds`, seconds);
  }
  if (output.includes('No supported adapters'))
    return answer('no adapter', 'no graphics adapter with a driver was found');
  const library = /(?:lib)?([\w.+-]+\.(?:so[.\d]*|dll)): cannot open shared object/.exec(output)?.[1];
  if (library?.includes('onnxruntime_providers') === true)
    return answer('not installed', `ONNX Runtime's ${provider} library is not installed`);
  if (library !== undefined) return answer('library missing', `the library ${library} is missing`, library);
  if (/no CUDA-capable device|CUDA driver version is insufficient/i.test(output))
    return answer('no device', 'no CUDA device or driver was found');
  if (signal !== null) return answer('crashed', `the provider crashed (${signal})`, signal);
  const said = /(?:FodvidError|Error): (.*)/.exec(output)?.[1];
  return answer('failed', said ?? 'it failed without saying why', said ?? '');
}

/**
 * The provider to run on. A named one that does not work is an error with the reason, never a silent fallback; `auto`
 * takes the first that works and is faster than the CPU (software renderers are not), else the CPU.
 */
export async function chooseProvider(
  requested: string,
  probed: () => Promise<readonly ProviderReport[]> = probeProviders,
): Promise<Provider> {
  if (requested === 'cpu') return 'cpu';
  if (requested !== 'auto' && !providers.some((name) => name === requested))
    throw usageError(`There is no provider '${requested}'; choose auto, ${providers.join(', ')}.`);
  const all = await probed();
  if (requested === 'auto') {
    // WebGPU comes last of the GPU providers: the others are their platforms' own.
    const order: readonly Provider[] = ['cuda', 'dml', 'coreml', 'webgpu'];
    const fast = order.find((name) => all.some((it) => it.provider === name && (it.speedup ?? 0) > 1));
    return fast ?? 'cpu';
  }
  const chosen = all.find((it) => it.provider === requested);
  if (chosen?.works !== true) throw providerError(requested, chosen);
  return chosen.provider;
}

function providerError(provider: string, report: ProviderReport | undefined) {
  const reason = report?.reason ?? 'unknown';
  const fetch = report?.finding === 'not installed' ? `${setupAdvice}, or choose` : 'Choose';
  return failedError(`The provider '${provider}' does not work here: ${reason}.`, {
    words: errorWords('provider-fails', { provider, reason }),
    advice: `${fetch} --provider auto or cpu; "fodvid doctor" says more.`,
  });
}

/** How a missing library of a provider is had, for the command line. */
export const setupAdvice = 'Fetch it with "npm run setup:cuda"';
