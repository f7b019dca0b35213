// Trains in the background, as the command line does: a job goes to runJob, and what is seen of it goes to the page.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { registerKernels } from '@unrolled/kernels';
import {
  createTask,
  type Job,
  type RunInMemory,
  runInMemory,
  selectBackend,
  type Task,
} from '@unrolled/tasks';
import type { Order, Report } from './messages.js';
import { createPace } from './pace.js';
import { trainAndTell } from './train-and-tell.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});

/** Ready before the first network is asked for; what fails here fails again, and is said, when one is. */
const ready = selectBackend('wasm')
  .then(() => registerKernels())
  .catch(() => {});

const say = (report: Report) => postMessage(report);
const pace = createPace();
/** What is in training now. */
let present: ReturnType<typeof trainAndTell> | undefined;

addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  try {
    if (order.type === 'train') await train(order);
    else if (order.type === 'ask') await present?.ask(order.words);
    else if (order.type === 'keep') present?.interrupt();
    else pace[order.type]();
  } catch (error) {
    say({ type: 'failed', message: (error as Error).message, isFatal: order.type === 'train' });
  }
});

async function train({ job, from, paused }: Extract<Order, { type: 'train' }>): Promise<void> {
  if (paused) pace.pause();
  await ready;
  const task = await createTask(job.task.name, job.task.options);
  const run = runInMemory('this run', from);
  let resume = from !== undefined;
  while (await goes(task, job, run, resume)) resume = true;
}

/** Trains until the run is done, or interrupted to be kept: then it is to go on. */
async function goes(task: Task, job: Job, run: RunInMemory, resume: boolean): Promise<boolean> {
  present = trainAndTell(task, job, { store: run.store, resume, pace, say });
  const result = await present.result;
  const files = Object.fromEntries(run.files);
  const isKept = result.stopped === 'interrupted';
  say(isKept ? { type: 'kept', files } : { type: 'done', result, files });
  return isKept;
}
