import type { RunRecord } from '../spec/run.js';

/**
 * What computed a run, in words: runs of different builds differ in their last digits.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * console.log(buildOf(record));
 */
export function buildOf({ backend, versions }: Pick<RunRecord, 'backend' | 'versions'>): string {
  const { kernels, ...others } = versions;
  const packages = Object.entries(others).map(
    ([name, version]) => `${name.replace(/^@.*\//, '')} ${version}`,
  );
  return [kernels ? `${backend} (${kernels})` : backend, ...packages].join(', ');
}
