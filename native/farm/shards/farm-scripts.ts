import { join } from 'node:path';
import { farmFolderName } from '../publish.ts';

/** A batch for a render farm that is there already. */
export interface FarmScriptOptions {
  /** The words that start this program on a node: an interpreter and a file, or a container. */
  readonly program: readonly string[];
  /** The arguments of `fodvid run` besides `--shard`. */
  readonly runArguments: readonly string[];
  readonly outDir: string;
  readonly shards: number;
  readonly cpus: number;
}

/** A word as a POSIX shell reads it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A script for `sbatch`: an array with one task a shard. */
export function slurmScript({ program, runArguments, outDir, shards, cpus }: FarmScriptOptions): string {
  const log = join(outDir, farmFolderName, 'slurm-%A_%a.log');
  const words = [...program, 'run', ...runArguments, '--shard', `auto/${shards}`];
  return [
    '#!/bin/bash',
    '#SBATCH --job-name=fodvid',
    `#SBATCH --array=1-${shards}`,
    `#SBATCH --cpus-per-task=${cpus}`,
    `#SBATCH --output=${log}`,
    '#SBATCH --requeue',
    '#SBATCH --open-mode=append',
    '# A GPU for each task: sbatch --gres=gpu:1 SCRIPT. A task that is run again goes on where it was.',
    '# When all tasks have finished: fodvid gather DIR.',
    `exec ${words.map(shellWord).join(' ')}`,
    '',
  ].join('\n');
}

/** A job template of Open Job Description (2023-09), which AWS Deadline Cloud and others read: one task a shard. */
export function openjdTemplate({ program, runArguments, shards, cpus }: FarmScriptOptions): string {
  const [command, ...first] = program;
  const template = {
    specificationVersion: 'jobtemplate-2023-09',
    name: 'FODVid Studio',
    parameterDefinitions: [
      {
        name: 'Shards',
        type: 'INT',
        default: shards,
        minValue: 1,
        description: 'Into how many tasks the clips are shared out',
      },
    ],
    steps: [
      {
        name: 'Masks',
        parameterSpace: {
          taskParameterDefinitions: [{ name: 'Shard', type: 'INT', range: '1-{{Param.Shards}}' }],
        },
        hostRequirements: { amounts: [{ name: 'amount.worker.vcpu', min: cpus }] },
        script: {
          actions: {
            onRun: {
              command,
              args: [...first, 'run', ...runArguments, '--shard', '{{Task.Param.Shard}}/{{Param.Shards}}'],
            },
          },
        },
      },
    ],
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

/** A Job of Kubernetes with an index for each pod; the share is a volume claim that is there already. */
export function kubernetesJob({ runArguments, shards, cpus }: FarmScriptOptions, image: string): string {
  const args = ['run', ...runArguments, '--shard', `auto/${shards}`];
  return [
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata:',
    '  name: fodvid',
    'spec:',
    '  completionMode: Indexed',
    `  completions: ${shards}`,
    `  parallelism: ${shards}`,
    '  backoffLimitPerIndex: 3',
    '  template:',
    '    spec:',
    '      restartPolicy: Never',
    '      containers:',
    '        - name: fodvid',
    `          image: ${JSON.stringify(image)}`,
    `          args: ${JSON.stringify(args)}`,
    '          resources:',
    '            requests:',
    `              cpu: ${cpus}`,
    '          volumeMounts:',
    '            - name: share',
    '              mountPath: /share',
    '      volumes:',
    '        - name: share',
    '          persistentVolumeClaim:',
    '            claimName: fodvid-share',
    '',
  ].join('\n');
}
