import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** `unrolled view` beside a command that computes, and so has no time to answer. */
export interface ViewerProcess {
  /** @throws Error if it did not start */
  readonly url: Promise<string>;
  /** Lets it tell open pages how things stand last, and waits for its end. */
  close(): Promise<void>;
}

/** Milliseconds that it has for its end. */
const patience = 3000;

/** Starts it. It ends with this process, whatever ends that: the channel between them closes. */
export function startViewerProcess(folder: string): ViewerProcess {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('unrolled/package.json')),
    'bin/unrolled.js',
  );
  // In a process group of its own: Ctrl-C is meant for the run, which tells it when it has saved.
  const child = spawn(process.execPath, [bin, 'view', folder, '--json'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
  return {
    url: addressOf(child, ended),
    async close() {
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), patience);
      await ended;
      clearTimeout(late);
    },
  };
}

async function addressOf({ stdout }: ChildProcess, ended: Promise<void>): Promise<string> {
  const failed = ended.then(() => {
    throw new Error('it did not start');
  });
  const [line] = await Promise.race([once(createInterface({ input: stdout! }), 'line'), failed]);
  return JSON.parse(line as string).url;
}
