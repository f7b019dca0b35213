// A process that runs one job: `{ job, run }` comes as JSON on stdin, events go as JSON lines to stdout. It
// goes on from the run's latest checkpoint if there is one, and saves itself when it is told to stop, and when the
// process that started it ends: then a channel between them, if there is one, closes.
import { text } from 'node:stream/consumers';
import { loadTask } from './runs/load-task.js';
import { nodeResources } from './runs/node-resources.js';
import { runDirectory } from './runs/run-directory.js';
import { jobFailed, type WorkerOrder } from './runs/worker-order.js';
import { isModule } from './spec/catalogue.js';
import { isFaultOfJob } from './training/faults.js';
import { runJob } from './training/run-job.js';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(name, () => interrupted.abort());
process.channel?.unref(); // it must not keep a process that has done its job
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupted.abort());
try {
  const { job, run, backend, patience }: WorkerOrder = JSON.parse(await text(process.stdin));
  if (isModule(job.task.name)) await loadTask(job.task.name);
  const store = runDirectory(run);
  const release = await store.lock(patience);
  try {
    const resume = (await store.readCheckpoints()).length > 0;
    if (!resume) await store.clear();
    const events = runJob(job, {
      store,
      resume,
      signal: interrupted.signal,
      resources: nodeResources,
      backend,
    });
    for await (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`);
  } finally {
    await release();
  }
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exitCode = isFaultOfJob(error) ? jobFailed : 1;
}
