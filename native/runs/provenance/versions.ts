import packageJson from '../../../package.json' with { type: 'json' };

/** Versions that a result depends on, for run.json. */
export function versions(): Readonly<Record<string, string>> {
  return {
    fodvid: packageJson.version,
    node: process.versions.node,
    onnxruntime: packageJson.dependencies['onnxruntime-node'],
  };
}
