import type { Job } from '@unrolled/tasks';
import type { Order, Report, RunFolder } from './worker/messages.js';

/** A network that is trained in a worker of its own. */
export interface Training {
  order(order: Exclude<Order, { readonly type: 'train' }>): void;
  /** Ends the worker, and with it everything that it holds. */
  end(): void;
}

const newWorker = () =>
  new Worker(new URL('./worker/training-worker.ts', import.meta.url), { type: 'module' });
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
  const send = (order: Order) => worker.postMessage(order);
  worker.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    hear({ type: 'failed', message: event.message || 'the worker could not be started', isFatal: true });
  };
  send({ type: 'train', job, paused, ...(from && { from }) });
  return { order: send, end: () => worker.terminate() };
}
