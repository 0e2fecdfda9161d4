import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { doctorReport, doctorText } from '../../native/commands/doctor.ts';
import {
  chooseProvider,
  knownProviders,
  probeFailure,
  probeProviders,
  rememberProviders,
} from '../../native/onnx/providers.ts';
import type { ProviderReport } from '../../native/onnx/providers.ts';
import { type Provider, providers } from '../../native/base/provider-names.ts';

const fake = (speeds: Partial<Record<Provider, number>>) => (): Promise<readonly ProviderReport[]> =>
  Promise.resolve(
    providers.map((provider) => {
      const speedup = speeds[provider] ?? null;
      return {
        provider,
        works: speedup !== null,
        finding: speedup === null ? 'library missing' : 'works',
        detail: speedup === null ? 'libthing' : '',
        reason: speedup === null ? 'libthing is missing' : 'works',
        speedup,
      };
    }),
  );

describe('providers', () => {
  test('the CPU works, and every other provider works or says why not', async () => {
    const reports = await probeProviders();
    assert.deepEqual(
      reports.map((it) => it.provider),
      [...providers],
    );
    assert.equal(reports.find((it) => it.provider === 'cpu')?.works, true);
    for (const report of reports) {
      assert.equal(report.works, report.speedup !== null);
      assert.ok(report.reason.length > 4, report.provider);
    }
    const foreign = process.platform === 'darwin' ? 'dml' : 'coreml';
    assert.match(reports.find((it) => it.provider === foreign)!.reason, /has no/);
  });

  test('auto takes the fastest kind that works, and never one slower than the CPU', async () => {
    assert.equal(await chooseProvider('auto', fake({ cpu: 1, cuda: 20, webgpu: 30 })), 'cuda');
    assert.equal(await chooseProvider('auto', fake({ cpu: 1, dml: 3, webgpu: 5 })), 'dml');
    assert.equal(await chooseProvider('auto', fake({ cpu: 1, webgpu: 5 })), 'webgpu');
    assert.equal(await chooseProvider('auto', fake({ cpu: 1, webgpu: 0.01 })), 'cpu');
  });

  test('a named provider is taken though slow, and an error where it does not work', async () => {
    assert.equal(await chooseProvider('webgpu', fake({ cpu: 1, webgpu: 0.01 })), 'webgpu');
    await assert.rejects(
      chooseProvider('cuda', fake({ cpu: 1 })),
      (error) =>
        error instanceof FodvidError && /'cuda' does not work here: libthing is missing/.test(error.message),
    );
    await assert.rejects(chooseProvider('tpu', fake({ cpu: 1 })), /no provider 'tpu'/);
  });

  test('failures are told in words, and by what they are', () => {
    const missing =
      'libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file';
    assert.deepEqual(probeFailure('cuda', missing, null, false), {
      finding: 'library missing',
      detail: 'cublasLt.so.12',
      reason: 'the library cublasLt.so.12 is missing',
    });
    const adapter = 'Failed to get a WebGPU adapter: No supported adapters';
    assert.match(probeFailure('webgpu', adapter, null, false).reason, /no graphics adapter/);
    assert.match(probeFailure('webgpu', '', 'SIGSEGV', false).reason, /crashed \(SIGSEGV\)/);
    assert.match(probeFailure('dml', '', 'SIGKILL', true).reason, /did not answer/);
    assert.equal(probeFailure('dml', 'Error: no such thing\n  at x', null, false).reason, 'no such thing');
  });

  test("the doctor's text has a line for every finding", async () => {
    const findings = { ffmpeg: null, ffprobe: null, sqliteVersion: '3.1', cacheFolder: '/cache' };
    const text = doctorText(await doctorReport(findings));
    for (const provider of providers) assert.match(text, new RegExp(`^provider ${provider} +\\S`, 'm'));
    assert.match(text, /^FFmpeg +not found$/m);
    assert.match(text, /^ONNX Runtime +1\.\d+/m);
  });

  test('what another thread found out is not tried again', async () => {
    const found = await fake({ cpu: 1, cuda: 20 })();
    rememberProviders(found);
    assert.equal(await chooseProvider('auto'), 'cuda');
    assert.deepEqual(knownProviders(), found);
  });
});
