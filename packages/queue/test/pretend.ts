import { type Executor, type Job, type RunRecord, versions } from '@unrolled/tasks';

/** The record of a run that nobody trained. */
export const pretended = (job: Job, loss = job.seed): RunRecord => ({
  job,
  plan: { steps: 1, stepsPerEpoch: 1 },
  backend: 'cpu',
  versions: versions(),
  status: 'done',
  history: [],
  result: { loss, baseline: { metric: 'accuracy', value: 0.5 }, steps: 1, seconds: 0, stopped: 'steps' },
});

/** An executor that trains nothing: it waits, and says that a run is done, or what `fail` says of it. */
export function pretender(
  milliseconds = 0,
  fail: (job: Job) => { error: string; isFaultOfJob: boolean } | undefined = () => undefined,
): Executor & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    async *run(jobs, signal) {
      for (const { job, run } of jobs) {
        asked.push(job.seed);
        if (milliseconds > 0)
          await new Promise<void>((resolve) => {
            setTimeout(resolve, milliseconds).unref();
            signal?.addEventListener('abort', () => resolve(), { once: true });
          });
        const failure = fail(job);
        if (signal?.aborted) yield { run, type: 'ended' };
        else if (failure) yield { run, type: 'ended', ...failure };
        else yield { run, type: 'ended', record: pretended(job) };
      }
    },
  };
}

/** What a pretended run leaves: as few bytes as a tiny model has. */
export const collect = async (_: string, record: RunRecord) => ({ record, model: new Uint8Array(64) });
