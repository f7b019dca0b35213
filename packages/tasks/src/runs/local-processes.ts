import { type ChildProcess, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import pLimit from 'p-limit';
import type { Job } from '../spec/job.js';
import type { TrainEvent } from '../spec/run.js';
import type { Executor, JobEvent } from './executor.js';
import { doneAlready } from './recorded-run.js';
import { runDirectory } from './run-directory.js';
import { jobFailed, type WorkerOrder } from './worker-order.js';

export interface LocalProcessesOptions {
  /** How many run at a time. */
  readonly workers: number;
  /** The program of a worker and what Node.js needs to run it; the one of this package unless given. */
  readonly worker?: readonly string[];
  /** Where jobs compute that leave it open; the first backend that is installed and loads unless given. */
  readonly backend?: Job['backend'];
  /**
   * Milliseconds to wait for whoever writes to a run's folder; half a minute unless given, in which the run of a sweep that
   * was killed saves itself.
   */
  readonly patience?: number;
}

/**
 * An executor whose jobs run in folders, each in a process of its own on this machine.
 *
 * @example
 * const executor = localProcesses({ workers: 2 });
 * const placed = [1, 2].map((seed) => ({ job: planJob('parity', {}, { seed }), run: `runs/parity-${seed}` }));
 * for await (const { run, type } of executor.run(placed)) console.log(run, type);
 */
export function localProcesses({
  workers,
  worker = [createRequire(import.meta.url).resolve('@unrolled/tasks/worker')],
  backend = 'auto',
  patience = 30_000,
}: LocalProcessesOptions): Executor {
  return {
    async *run(jobs, signal) {
      const reports: JobEvent[] = [];
      let wake = () => {};
      const report = (event: JobEvent) => {
        reports.push(event);
        wake();
      };
      const limit = pLimit(workers);
      const threads = Math.max(1, Math.floor(availableParallelism() / workers)); // of each worker's kernels
      const left = new AbortController(); // by whoever listens
      const stop = AbortSignal.any([left.signal, ...(signal ? [signal] : [])]);
      setMaxListeners(workers, stop); // one of each process, which is no leak
      const runs = jobs.map((placed) => {
        const { run } = placed;
        return limit(runPlaced, { ...placed, backend, patience }, worker, threads, stop, (event) =>
          report({ run, type: 'event', event }),
        )
          .then((record) => report({ run, type: 'ended', record }))
          .catch((error: Error) =>
            report({ run, type: 'ended', error: error.message, isFaultOfJob: error instanceof JobError }),
          );
      });
      let ended = 0;
      try {
        while (ended < runs.length) {
          while (reports.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          const event = reports.shift()!;
          if (event.type === 'ended') ended++;
          yield event;
        }
      } finally {
        left.abort();
        await Promise.all(runs);
      }
    },
  };
}

/** @returns the run's record if it is done */
async function runPlaced(
  order: WorkerOrder,
  worker: readonly string[],
  threads: number,
  signal: AbortSignal,
  listen: (event: TrainEvent) => void,
) {
  const { job, run } = order;
  const store = runDirectory(run);
  const before = await doneAlready(store, job); // of one that cannot be read the worker says what is wrong
  if (before) return before;
  if (signal.aborted) return undefined;
  // In a process group of its own, so that Ctrl-C reaches it once and through us; the channel tells it when we end.
  const child = spawn(process.execPath, worker, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    env: { UNROLLED_THREADS: `${threads}`, ...process.env },
  });
  let started = false; // before that, it has nothing to save, and may be in the middle of a long initialisation
  const interrupt = () => child.kill(started ? 'SIGINT' : 'SIGKILL');
  signal.addEventListener('abort', interrupt);
  try {
    child.stdin!.end(JSON.stringify(order));
    createInterface(child.stdout!).on('line', (line) => {
      started = true;
      listen(JSON.parse(line));
    });
    await ended(child).catch((error) => {
      if (started || !signal.aborted) throw error;
    });
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
  const after = await store.readRecord();
  return after?.status === 'done' ? after : undefined;
}

/** What a job asks for cannot be run. */
class JobError extends Error {}

/** @throws Error with what the worker says went wrong, a {@link JobError} if it is the job's own fault */
async function ended(child: ChildProcess): Promise<void> {
  let remarks = '';
  child.stderr!.on('data', (chunk) => (remarks += chunk));
  child.stdin!.on('error', () => {}); // a worker that did not start says so by its exit code
  const [code, killed] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (code, killed) => resolve([code, killed]));
  });
  if (code === 0) return;
  const reason = /^error: (.*)$/m.exec(remarks)?.[1] ?? `ended by ${killed ?? `exit code ${code}`}`;
  throw code === jobFailed ? new JobError(reason) : new Error(reason);
}
