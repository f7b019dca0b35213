import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Redis or Valkey server of a test's own. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly pid: () => number;
  /** Ends it without a word, as a machine does that loses its power; what was appended stays on its disk. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what was on its disk. */
  start(): Promise<void>;
}

const programs = ['valkey-server', 'redis-server'];

/** The server's program; the tests of a queue cannot run without one. */
export const program = programs.find((name) => spawnSync(name, ['--version']).status === 0);

export interface ServerOptions {
  /** The network namespace that it runs in. */
  readonly namespace?: string;
  readonly address?: string;
  /** Further settings, as `['--requirepass', 'x']`. */
  readonly settings?: readonly string[];
  /** `redis` unless given. */
  readonly scheme?: 'redis' | 'rediss';
}

/** Starts a server on a port that is free, with an empty folder of its own and every write appended. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  if (!program) throw new Error(`install one of ${programs.join(', ')}`);
  const { namespace, address = '127.0.0.1', settings = [], scheme = 'redis' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'unrolled-server-'));
  const port = await freePort();
  const command = [
    ...(namespace ? ['ip', 'netns', 'exec', namespace] : []),
    ...[program, '--bind', address, '--dir', folder, '--save', '', '--appendonly', 'yes'],
    ...['--port', scheme === 'redis' ? `${port}` : '0', '--loglevel', 'notice', '--protected-mode', 'no'],
    ...(scheme === 'rediss' ? ['--tls-port', `${port}`] : []),
    ...settings,
  ];
  let child: ChildProcess;
  const start = () => {
    child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    return new Promise<void>((resolve, reject) => {
      let log = '';
      child.stdout!.on('data', (chunk) => {
        log += chunk;
        if (/Ready to accept connections/.test(log)) resolve();
      });
      child.stderr!.on('data', (chunk) => (log += chunk));
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${log}`)));
    });
  };
  await start();
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    url: `${scheme}://${address}:${port}/0`,
    port,
    pid: () => child.pid!,
    start,
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
