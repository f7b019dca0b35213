import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './pages.js';

const cwd = join(root, 'docs/clusters');
const run = (program: string, args: readonly string[], env = {}) =>
  spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
const isThere = (program: string) => run(program, ['--version']).error === undefined;

describe('the files of docs/clusters pass their own tools, where those are installed', () => {
  it.runIf(isThere('docker-compose'))('Docker Compose', () => {
    expect(run('docker-compose', ['-f', 'compose.yaml', 'config', '-q'])).toMatchObject({ status: 0 });
  });

  it.runIf(isThere('systemd-analyze'))('systemd', () => {
    const { status, stderr } = run('systemd-analyze', ['verify', './unrolled-worker.service']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('bash', () => {
    expect(run('bash', ['-n', 'workers.sbatch'])).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(isThere('sbatch'))('SLURM', () => {
    const conf = join(mkdtempSync(join(tmpdir(), 'unrolled-slurm-')), 'slurm.conf');
    writeFileSync(
      conf,
      'ClusterName=c\nSlurmctldHost=localhost\nNodeName=localhost\nPartitionName=p Nodes=ALL\n',
    );
    // Options are read before a controller is asked, of which there is none.
    const { stderr } = run('sbatch', ['--test-only', 'workers.sbatch'], { SLURM_CONF: conf });
    expect(stderr).toMatch(/^allocation failure: .*(connect|contact)/i);
  });

  it.runIf(isThere('kubernetes-validate'))('Kubernetes', () => {
    expect(run('kubernetes-validate', ['--strict', 'workers-job.yaml'])).toMatchObject({ status: 0 });
  });
});
