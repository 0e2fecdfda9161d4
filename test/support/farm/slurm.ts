import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './redis-server.ts';

/** A Slurm cluster of this one machine. */
export interface TestSlurm {
  /** Hands a script in; returns its job's number. */
  submit(script: string): string;
  /** Resolves when no task of the job waits or runs; throws after `timeoutMs`. */
  ended(job: string, timeoutMs: number): Promise<void>;
  stop(): void;
}

const daemons = ['munged', 'slurmctld', 'slurmd'] as const;

/** Starts munged, slurmctld and slurmd of the test's own (as root; Debian: apt install slurm-wlm). Throws where they cannot be. */
export async function startSlurm(): Promise<TestSlurm> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-slurm-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['state', 'spool', 'run']) mkdirSync(at(name), { mode: 0o755 });
  writeFileSync(at('munge.key'), crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o400 });
  const host = hostname().split('.')[0]!;
  const [controlPort, nodePort] = [await freePort(), await freePort()];
  writeFileSync(
    at('slurm.conf'),
    [
      'ClusterName=fodvid',
      `SlurmctldHost=${host}(127.0.0.1)`,
      'AuthType=auth/munge',
      `AuthInfo=socket=${at('run/munge.socket')}`,
      'CredType=cred/munge',
      'SlurmUser=root',
      'SlurmdUser=root',
      `SlurmctldPort=${controlPort}`,
      `SlurmdPort=${nodePort}`,
      `StateSaveLocation=${at('state')}`,
      `SlurmdSpoolDir=${at('spool')}`,
      `SlurmctldPidFile=${at('run/slurmctld.pid')}`,
      `SlurmdPidFile=${at('run/slurmd.pid')}`,
      `SlurmctldLogFile=${at('slurmctld.log')}`,
      `SlurmdLogFile=${at('slurmd.log')}`,
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'ReturnToService=2',
      'SelectType=select/linear',
      'MpiDefault=none',
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN`,
      `PartitionName=all Nodes=${host} Default=YES State=UP MaxTime=60 OverSubscribe=FORCE:4`,
      '',
    ].join('\n'),
  );
  const env = { ...process.env, SLURM_CONF: at('slurm.conf') };
  const call = (program: string, ...words: string[]) =>
    execFileSync(program, words, { env, encoding: 'utf8' });
  call(
    'munged',
    `--key-file=${at('munge.key')}`,
    `--socket=${at('run/munge.socket')}`,
    `--pid-file=${at('run/munged.pid')}`,
    `--log-file=${at('munged.log')}`,
    `--seed-file=${at('munge.seed')}`,
    '--force',
  );
  for (const daemon of ['slurmctld', 'slurmd']) spawn(daemon, { env, stdio: 'ignore' });
  return {
    submit: (script) => /\d+/.exec(call('sbatch', '--parsable', script))![0],
    async ended(job, timeoutMs) {
      const untilMs = performance.now() + timeoutMs;
      while (call('squeue', '--noheader', '--job', job).trim() !== '') {
        if (performance.now() > untilMs) throw new Error(`The job ${job} is still there:\n${call('squeue')}`);
        await delay(500);
      }
    },
    stop() {
      for (const daemon of daemons) {
        try {
          process.kill(Number(readFileSync(at(`run/${daemon}.pid`), 'utf8')));
        } catch {
          // It is gone already.
        }
      }
      // The daemons write a last time when they end.
      rmSync(folder, { recursive: true, force: true, maxRetries: 30, retryDelay: 200 });
    },
  };
}
