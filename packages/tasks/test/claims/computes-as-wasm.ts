import { differentiatedModels } from '@unrolled/analysis';
import { createRng } from '@unrolled/datasets';
import { describe, expect, inject, it } from 'vitest';
import {
  type BackendName,
  backendInUse,
  createTask,
  gradcheck,
  planJob,
  runJob,
  selectBackend,
  type TaskOptions,
  type TrainEvent,
  taskDefinitions,
} from '../../src/index.js';
import { memoryStore } from '../memory-store.js';
import { tinyMnist } from '../tiny-mnist.js';

const lines = Array.from(
  { length: 40 },
  (_, i) => `{"inputs": [${i % 5}, 1, 2], "target": "${'ab'[i % 2]}"}`,
);
const resources = {
  mnist: async () => tinyMnist(createRng(3), 200, 40),
  readFile: async () => new TextEncoder().encode(lines.join('\n')),
};
const optionsOf = (name: string): TaskOptions => {
  if (name.startsWith('mnist')) return { validation: 20 };
  return name === 'data' ? { data: 'own.jsonl' } : {};
};
const count = inject('isImitated') ? 10 : 50;

/** The losses of so many steps of a task on a backend, and what is told before them; no more steps are taken. */
async function lossesOf(
  name: string,
  backend: BackendName,
  steps: number,
  options: Parameters<typeof runJob>[1] = {},
) {
  const task = await createTask(name, optionsOf(name), resources);
  const settings = { batchSize: 8, hiddenSize: 8, steps, stepsPerEpoch: count / 2, stopAtAccuracy: null };
  const planned = planJob(name, optionsOf(name), { settings, backend });
  const job = { ...planned, task: { ...planned.task, ...(task.made && { made: task.made }) } };
  const losses: number[] = [];
  const starts: TrainEvent[] = [];
  for await (const event of runJob(job, { task, ...options })) {
    if (event.type === 'start') starts.push(event);
    if (event.type === 'step') losses.push(event.loss);
    if (losses.length === count) break;
  }
  return { losses, starts };
}

/** A task of each loss, with and without a decoder that writes. */
const few = ['palindrome', 'parity', 'adding-problem', 'text'];

const withoutFusedOp: readonly string[] = ['transformer', 'skip-rnn'];

/** That a backend trains every task, or some where it is imitated, as wasm does, differentiates every cell, and resumes its runs. */
export function computesAsWasm(backend: BackendName): void {
  describe(`the backend ${backend}`, () => {
    it('is called so where it computes', async () => {
      await selectBackend(backend);
      expect(backendInUse()).toBe(backend);
    });

    it.each(differentiatedModels)(
      'gives the gradient of %s within 1e-5, every way there is',
      async (cell) => {
        await selectBackend(backend);
        const { pairs } = await gradcheck(cell, 1);
        expect(pairs).toHaveLength(withoutFusedOp.includes(cell) ? 3 : 6);
        expect(pairs.filter(({ agrees }) => !agrees)).toEqual([]);
      },
    );

    it.each(inject('isImitated') ? few : Object.keys(taskDefinitions))(
      `has the losses of wasm within 1e-4 over ${count} steps of %s`,
      async (name) => {
        const { losses: expected } = await lossesOf(name, 'wasm', count);
        const { losses } = await lossesOf(name, backend, count);
        expect([losses.length, expected.length]).toEqual([count, count]);
        for (const [i, loss] of losses.entries())
          expect(Math.abs(loss / expected[i]! - 1), `step ${i + 1}: ${loss}, ${expected[i]}`).toBeLessThan(
            1e-4,
          );
      },
    );

    it('goes on with a run to the numbers of one that was never stopped', async () => {
      const whole = await lossesOf('palindrome', backend, count);
      const { store } = memoryStore();
      const first = await lossesOf('palindrome', backend, count / 2, { store });
      const rest = await lossesOf('palindrome', backend, count, { store, resume: true });
      expect(rest.starts[0]).toMatchObject({ step: count / 2, changed: [], record: { backend } });
      expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
    });
  });
}
