import type { Job } from '@unrolled/tasks';
import type { Order, Report, RunFolder } from './worker/messages.js';

/** A network that is trained in a worker of its own. */
export interface Training {
  order(order: Exclude<Order, { readonly type: 'prepare' | 'train' }>): void;
  /** Ends the worker, and with it everything that it holds. */
  end(): void;
}

/** How many threads there can be: one where pages share no memory with workers. */
export const mostThreads = () => (globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1);

let threads: number | undefined;
/** How many threads a network has; half of those that there can be unless chosen, for two networks may train at once. */
export const threadsInUse = () => threads ?? Math.max(1, Math.floor(mostThreads() / 2));
/** Chooses for the networks that are trained from now on. */
export function useThreads(count: number): void {
  threads = count;
  endWaiting();
}

function newWorker(): Worker {
  const worker = new Worker(new URL('./worker/training-worker.ts', import.meta.url), { type: 'module' });
  // One that cannot be loaded is none to wait for: what is asked for next tries anew, and says so.
  worker.onerror = () => {
    const place = waiting.indexOf(worker);
    if (place >= 0) waiting.splice(place, 1);
  };
  send(worker, { type: 'prepare', threads: threadsInUse() });
  return worker;
}
const send = (worker: Worker, order: Order) => worker.postMessage(order);

/** Workers that load what every network needs before one is asked for. */
const waiting: Worker[] = [];

/** Has as many workers load as there will be networks, so that training begins at once. */
export function prepare(networks: number): void {
  while (waiting.length < networks) waiting.push(newWorker());
}

/** Ends the workers that were never asked for anything. */
export function endWaiting(): void {
  for (const worker of waiting.splice(0)) worker.terminate();
}

/** Begins to train a job, or to go on with a run of it. */
export function startTraining(
  job: Job,
  hear: (report: Report) => void,
  { from, paused = false }: { readonly from?: RunFolder | undefined; readonly paused?: boolean } = {},
): Training {
  const worker = waiting.pop() ?? newWorker();
  worker.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    hear({ type: 'failed', message: event.message || 'the worker could not be started', isFatal: true });
  };
  send(worker, { type: 'train', job, paused, ...(from && { from }) });
  return { order: (order) => send(worker, order), end: () => worker.terminate() };
}
