// Trains in the background, as the command line does: a job goes to runJob, and what is seen of it goes to the page.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import {
  createTask,
  type Job,
  type RunInMemory,
  runInMemory,
  selectBackend,
  type Task,
} from '@unrolled/tasks';
import { fewDigits } from './few-digits.js';
import type { Order, Report, RunFolder } from './messages.js';
import { createMoments } from './moments.js';
import { createPace } from './pace.js';
import { trainAndTell } from './train-and-tell.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});

let ready: Promise<unknown> = Promise.resolve();
/** What fails here fails again, and is said, when a network is asked for. */
function prepare(threads: number): void {
  ready = selectBackend('wasm', { threads }).catch(() => {});
}

const say = (report: Report) => postMessage(report);
const pace = createPace();
/** What is in training now. */
let present: ReturnType<typeof trainAndTell> | undefined;

let isTraining = false;
const moments = createMoments();
/** Where training is to go back to when it has stopped. */
let target: RunFolder | undefined;
let goOn: (from: RunFolder) => Promise<void> = async () => {};

addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  try {
    if (order.type === 'prepare') prepare(order.threads);
    else if (order.type === 'train') await train(order);
    else if (order.type === 'ask') await present?.ask(order.words);
    else if (order.type === 'show') await present?.show(order.pixels);
    else if (order.type === 'keep') present?.interrupt();
    else if (order.type === 'rewind') await rewind(order.step);
    else pace[order.type]();
  } catch (error) {
    const isFatal = order.type === 'train' || order.type === 'rewind';
    say({ type: 'failed', message: (error as Error).message, isFatal });
  }
});

async function train({ job, from, paused }: Extract<Order, { type: 'train' }>): Promise<void> {
  if (paused) pace.pause();
  await ready;
  // Only where it is asked for: it is as large as all the rest.
  if (job.backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  const task = await createTask(job.task.name, job.task.options, { mnist: fewDigits });
  goOn = (files) => runs(task, job, runInMemory('this run', files), true);
  await runs(task, job, runInMemory('this run', from), from !== undefined);
}

async function rewind(step: number): Promise<void> {
  target = moments.at(step);
  if (!target) return;
  pace.pause();
  if (isTraining) present?.interrupt();
  else await goOn(target);
}

/** Trains until the run is done; when it was interrupted, to be kept or to go back, it goes on. */
async function runs(task: Task, job: Job, begun: RunInMemory, resumes: boolean): Promise<void> {
  let [run, resume] = [begun, resumes];
  const keep = (step: number) => {
    moments.keep(step, Object.fromEntries(run.files));
    say({ type: 'moments', steps: moments.steps() });
  };
  isTraining = true;
  try {
    for (;;) {
      target = undefined;
      present = trainAndTell(task, job, { store: run.store, resume, pace, say, keep });
      const result = await present.result;
      resume = true;
      const files = Object.fromEntries(run.files);
      if (!target && result.stopped !== 'interrupted') {
        say({ type: 'done', result, files });
        return;
      }
      say({ type: 'kept', files });
      if (target) run = runInMemory('this run', target);
      else keep(result.steps);
    }
  } finally {
    isTraining = false;
  }
}
