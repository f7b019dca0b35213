import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunRecord, SweepPoint, TrainEvent } from '@unrolled/tasks';
import { readRunRecord } from '@unrolled/tasks/node';
import pLimit from 'p-limit';
import { printJson } from '../render/print.js';
import { runName, type Sweep } from './sweep-folder.js';
import { createSweepProgress } from './sweep-progress.js';

/** What became of one run of a sweep. */
export interface Outcome {
  readonly point: SweepPoint;
  readonly run: string;
  /** Absent if the run failed or was not reached. */
  readonly record?: RunRecord;
  /** Why it failed. */
  readonly error?: string;
}

/**
 * Trains every point in a process of its own, so many at a time. A run that fails leaves the others alone, one
 * that is done already is not repeated, one that was stopped goes on from its checkpoint. After the signal the
 * runs in progress save themselves and no more are started.
 */
export async function runInParallel(
  sweep: Sweep,
  points: readonly SweepPoint[],
  {
    workers,
    signal,
    json,
  }: { readonly workers: number; readonly signal: AbortSignal; readonly json: boolean },
): Promise<Outcome[]> {
  const progress = createSweepProgress(points.length, signal);
  const limit = pLimit(workers);
  try {
    const run = async (point: SweepPoint) => {
      const outcome = await runPoint(sweep, point, signal, (event) => {
        progress.event(runName(point), event);
        if (json) printJson({ ...point, ...event });
      }).catch(({ message }: Error) => ({ point, run: join(sweep.folder, runName(point)), error: message }));
      progress.ended(runName(point), outcome, signal.aborted);
      return outcome;
    };
    return await Promise.all(points.map((point) => limit(run, point)));
  } finally {
    progress.close();
  }
}

async function runPoint(
  sweep: Sweep,
  point: SweepPoint,
  signal: AbortSignal,
  listen: (event: TrainEvent) => void,
): Promise<Outcome> {
  const run = join(sweep.folder, runName(point));
  const outcome = { point, run };
  const before = await readRunRecord(run);
  if (before?.status === 'done') return { ...outcome, record: before };
  if (signal.aborted) return outcome;
  const error = await train(await trainArguments(sweep, point, run), signal, listen);
  const after = await readRunRecord(run);
  return {
    ...outcome,
    ...(after?.status === 'done' && { record: after }),
    ...(error !== undefined && { error }),
  };
}

/** The command line that makes the run, or goes on with it. */
async function trainArguments(
  { task, arguments: shared }: Sweep,
  { cell, seed, length, learningRate, optimizer }: SweepPoint,
  run: string,
): Promise<string[]> {
  const train = ['train', task, '--out', run, '--json'];
  if (existsSync(join(run, 'checkpoint.safetensors'))) return [...train, '--resume'];
  await rm(join(run, 'run.json'), { force: true }); // of a run that was stopped before its first checkpoint
  return [
    ...train,
    ...['--cell', cell, '--seed', String(seed)],
    ...(length === undefined ? [] : ['--length', String(length)]),
    ...(learningRate === undefined ? [] : ['--learning-rate', String(learningRate)]),
    ...(optimizer === undefined ? [] : ['--optimizer', optimizer]),
    ...shared,
  ];
}

/** Runs this command again; gives its error, if it ended with one. */
function train(
  args: readonly string[],
  signal: AbortSignal,
  listen: (event: TrainEvent) => void,
): Promise<string | undefined> {
  // In a process group of its own, so that Ctrl-C reaches it once and through us.
  const child = spawn(process.execPath, [process.argv[1]!, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const interrupt = () => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt);
  let remarks = '';
  child.stderr.on('data', (chunk) => (remarks += chunk));
  createInterface(child.stdout).on('line', (line) => listen(JSON.parse(line)));
  return new Promise((resolve) => {
    const end = (error?: string) => {
      signal.removeEventListener('abort', interrupt);
      resolve(error);
    };
    child.on('error', ({ message }) => end(message));
    child.on('close', (code, killed) => {
      if (code === 0 || code === 130) end();
      else end(/^error: (.*)$/m.exec(remarks)?.[1] ?? `ended by ${killed ?? `exit code ${code}`}`);
    });
  });
}
