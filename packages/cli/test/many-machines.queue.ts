import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../queue/test/server.js';
import { printedJson } from './printed-json.js';
import { bin, runCli, startCli } from './run-cli.js';

let server: TestServer;
let cwd: string;
let number = 0;
let name: string;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.kill());
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-queue-cli-'));
  name = `cli-${number++}`;
  return () => rm(cwd, { recursive: true, force: true });
});

const quick = ['--steps', '4', '--steps-per-epoch', '2', '--hidden', '4', '--batch', '4'];
const at = (url = server.url) => ['--queue', url, '--queue-name', name];
const sweepArgs = (...args: string[]) => ['sweep', 'parity', ...quick, '--cell', 'rnn', ...args];
const workerArgs = (...args: string[]) => ['worker', server.url, '--queue-name', name, ...args];
/** The results without what differs from run to run. */
async function resultsOf(folder: string) {
  const { rows, groups, failed } = JSON.parse(await readFile(join(cwd, folder, 'results.json'), 'utf8'));
  return {
    rows: rows.map(({ seconds, run, ...row }: { seconds: number; run: string }) => row),
    groups,
    failed,
  };
}

describe('sweep --queue', () => {
  it('shows and keeps what the pool does, and a worker until the queue is empty makes it', async () => {
    const pool = await runCli(sweepArgs('--length', '3,5', '--out', 'pool'), cwd);
    const sweeping = startCli(sweepArgs('--length', '3,5', '--out', 'queue', ...at()), cwd);
    await expect
      .poll(async () => (await runCli(['sweep', '--status', '--json', ...at()], cwd)).stdout, {
        timeout: 30_000,
      })
      .toContain('"waiting":2');
    const worker = await runCli(workerArgs('--until-empty', '--json'), cwd);
    expect(printedJson(worker.stdout, 'worker')).toEqual([{ finished: 2, failed: 0, steps: 8 }]);
    const { code, stdout, stderr } = await sweeping.finished;
    expect(code).toBe(0);
    expect(stderr).toContain(`no worker is there yet; start some with: unrolled worker redis://`);
    expect(stdout.replace('in queue', 'in pool')).toBe(pool.stdout);
    expect(await resultsOf('queue')).toEqual(await resultsOf('pool'));
    expect(await readdir(join(cwd, 'queue'))).toEqual(await readdir(join(cwd, 'pool')));
    expect((await runCli(['evaluate', 'queue/rnn-length3-seed1', '--examples', '20'], cwd)).code).toBe(0);
  });

  it('finds in another folder what was computed before, with no worker', async () => {
    const first = startCli(sweepArgs('--out', 'first', ...at()), cwd);
    const worker = startCli(workerArgs(), cwd);
    expect((await first.finished).code).toBe(0);
    worker.process.kill('SIGTERM');
    expect((await worker.finished).code).toBe(130);
    const { code } = await runCli(sweepArgs('--out', 'second', ...at()), cwd);
    expect(code).toBe(0);
    expect(await resultsOf('second')).toEqual(await resultsOf('first'));
  });

  it('prints what sweep.schema.json says with --json, and may be killed and started again', async () => {
    const args = sweepArgs('--seeds', '3', '--out', 'sweep', '--json', ...at());
    const killed = startCli(args, cwd);
    await expect
      .poll(async () => (await runCli(['sweep', '--status', '--json', ...at()], cwd)).stdout, {
        timeout: 30_000,
      })
      .toContain('"waiting":3');
    killed.process.kill('SIGKILL');
    await killed.finished;
    const worker = startCli(workerArgs(), cwd);
    const { code, stdout } = await runCli(args, cwd);
    worker.process.kill('SIGTERM');
    await worker.finished;
    expect(code).toBe(0);
    expect(printedJson(stdout, 'sweep').at(-1).rows).toHaveLength(3);
  });

  it('ends 130 at Ctrl-C and says that the workers go on', async () => {
    const sweeping = startCli(sweepArgs('--out', 'sweep', ...at()), cwd);
    await expect
      .poll(async () => (await runCli(['sweep', '--status', '--json', ...at()], cwd)).stdout, {
        timeout: 30_000,
      })
      .toContain('"waiting":1');
    sweeping.process.kill('SIGINT');
    const { code, stderr } = await sweeping.finished;
    expect(code).toBe(130);
    expect(stderr).toContain('the workers go on; the same command goes on watching');
  });
});

describe('sweep --status', () => {
  it('prints what sweep-status.schema.json says', async () => {
    const worker = startCli(workerArgs('--concurrency', '3'), cwd);
    await expect
      .poll(
        async () => {
          const { stdout } = await runCli(['sweep', '--status', '--json', ...at()], cwd);
          const [status] = printedJson(stdout, 'sweep-status');
          return status.workers;
        },
        { timeout: 30_000 },
      )
      .toMatchObject([{ concurrency: 3, running: 0, finished: 0 }]);
    const { stdout } = await runCli(['sweep', '--status', ...at()], cwd);
    expect(stdout).toMatch(/^waiting +0$/m);
    expect(stdout).toMatch(/:\d+ +0\/3 +0\.0 +0 +0 +nothing computed yet/);
    worker.process.kill('SIGTERM');
    await worker.finished;
  });
});

describe('what cannot be ends 2 with one line', () => {
  const refused: [title: string, args: string[], line: string][] = [
    [
      'no server',
      ['worker', 'redis://127.0.0.1:1'],
      'redis://127.0.0.1:1/0 cannot be reached (nothing listens there); start a server there: valkey-server or redis-server',
    ],
    [
      'no host',
      ['worker', 'redis://:secret@nowhere.invalid'],
      'redis://nowhere.invalid:6379/0: there is no host of this name',
    ],
    [
      'another protocol',
      ['worker', 'http://:secret@a:1'],
      'the address of a queue must be redis://host:port/db, or rediss://host:port/db for TLS, received "http://…@a:1"',
    ],
    [
      'no address',
      ['worker', 'you:secret@there'],
      'the address of a queue must be redis://host:port/db, or rediss://host:port/db for TLS, received "you:…@there"',
    ],
    [
      '--status without --queue',
      ['sweep', '--status'],
      '--status needs --queue with the address of the server',
    ],
    [
      '--again without --queue',
      ['sweep', 'parity', '--again'],
      '--again is for --queue; without one, give another --out',
    ],
    [
      '--workers with --queue',
      ['sweep', 'parity', '--workers', '2', '--queue', 'redis://a'],
      "option '--workers <count>' cannot be used with option '--queue <url>'",
    ],
    ['no task', ['sweep'], 'name a task, as `palindrome`, or give --data with a file of your own'],
  ];
  it.each(refused)('%s', async (_, args, line) => {
    expect(await runCli(args, cwd)).toEqual({ code: 2, stdout: '', stderr: `error: ${line}\n` });
    expect(await readdir(cwd)).toEqual([]);
  });

  it('a name that is none', async () => {
    const { code, stderr } = await runCli(['worker', server.url, '--queue-name', 'a:b'], cwd);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: the name of a queue must be letters, digits, '.', '_' and '-', received "a:b"\n`,
    });
  });

  it('a server that a file found in the folder names', async () => {
    await writeFile(join(cwd, 'unrolled.config.json'), JSON.stringify({ sweep: { queue: server.url } }));
    const { code, stderr } = await runCli(sweepArgs(), cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot say which server to use; give --queue, or name the file with --config');
  });

  it('the package that is not installed', async () => {
    const loader = `export const resolve = (name, context, next) => {
      if (name !== '@unrolled/queue') return next(name, context);
      throw Object.assign(new Error("Cannot find package '@unrolled/queue'"), { code: 'ERR_MODULE_NOT_FOUND' });
    };`;
    await writeFile(join(cwd, 'loader.mjs'), loader);
    await writeFile(
      join(cwd, 'register.mjs'),
      "import { register } from 'node:module'; register('./loader.mjs', import.meta.url);",
    );
    const args = ['--import', './register.mjs', bin, 'worker', server.url];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'error: a queue needs the package @unrolled/queue beside unrolled: npm install @unrolled/queue (with -g, if unrolled is)\n',
    });
  });
});

describe('passwords', () => {
  it('come from the address or the environment, and are never printed', async () => {
    const guarded = await startServer({ settings: ['--requirepass', 's3cret'] });
    const open = guarded.url;
    const withPassword = open.replace('redis://', 'redis://:s3cret@');
    const status = (url: string, env = {}) => runCli(['sweep', '--status', '--queue', url], cwd, env);
    const refused = `error: ${open} refuses the user or password; give them in the address, or the password in UNROLLED_QUEUE_PASSWORD\n`;
    expect(await status(open)).toMatchObject({ code: 2, stderr: refused });
    expect(await status(open.replace('redis://', 'redis://:wr0ng@'))).toMatchObject({
      code: 2,
      stderr: refused,
    });
    expect((await status(withPassword)).code).toBe(0);
    expect((await status(open, { UNROLLED_QUEUE_PASSWORD: 's3cret' })).code).toBe(0);
    const worker = await runCli(['worker', withPassword, '--until-empty'], cwd);
    expect(worker.code).toBe(0);
    expect(worker.stdout + worker.stderr).not.toContain('s3cret');
    await guarded.kill();
  });
});

describe('TLS', () => {
  it('is spoken with rediss://, to a server whose certificate is trusted', async () => {
    const [key, certificate] = [join(cwd, 'key.pem'), join(cwd, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    expect(spawnSync('openssl', [...request, '-keyout', key, '-out', certificate]).status).toBe(0);
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    const secured = await startServer({ scheme: 'rediss', settings: files });
    const status = (env = {}) => runCli(['sweep', '--status', '--queue', secured.url], cwd, env);
    expect(await status({ NODE_EXTRA_CA_CERTS: certificate })).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await status();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /no trusted TLS connection \(self-signed certificate\); name .* in NODE_EXTRA_CA_CERTS/,
    );
    const plain = await runCli(['worker', secured.url.replace('rediss:', 'redis:')], cwd);
    expect(plain.code).toBe(2);
    await secured.kill();
  });
});
