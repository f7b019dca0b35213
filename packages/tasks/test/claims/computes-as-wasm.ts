import { differentiatedModels } from '@unrolled/analysis';
import { createRng } from '@unrolled/datasets';
import { describe, expect, it } from 'vitest';
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
const settings = { batchSize: 8, hiddenSize: 8, stepsPerEpoch: 25, stopAtAccuracy: null };

/** Runs fifty steps, or as many, of a task on a backend. */
async function steps(
  name: string,
  backend: BackendName,
  count = 50,
  options: Parameters<typeof runJob>[1] = {},
) {
  const task = await createTask(name, optionsOf(name), resources);
  const planned = planJob(name, optionsOf(name), { settings: { ...settings, steps: count }, backend });
  const job = { ...planned, task: { ...planned.task, ...(task.made && { made: task.made }) } };
  const events: TrainEvent[] = [];
  for await (const event of runJob(job, { task, ...options })) events.push(event);
  return events;
}
const lossesOf = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));

/** That a backend trains every task as wasm does, differentiates every cell, and resumes its runs. */
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
        expect(pairs).toHaveLength(cell === 'transformer' ? 3 : 6);
        expect(pairs.filter(({ agrees }) => !agrees)).toEqual([]);
      },
    );

    it.each(Object.keys(taskDefinitions))(
      'has the losses of wasm within 1e-4 over fifty steps of %s',
      async (name) => {
        const expected = lossesOf(await steps(name, 'wasm'));
        const losses = lossesOf(await steps(name, backend));
        expect(losses.length).toBeGreaterThanOrEqual(50); // as often as there are learning rates to try
        expect(losses).toHaveLength(expected.length);
        for (const [i, loss] of losses.entries())
          expect(Math.abs(loss / expected[i]! - 1), `step ${i + 1}: ${loss}, ${expected[i]}`).toBeLessThan(
            1e-4,
          );
      },
    );

    it('goes on with a run to the numbers of one that was never stopped', async () => {
      const whole = lossesOf(await steps('palindrome', backend, 50));
      const { store } = memoryStore();
      const first = lossesOf(await steps('palindrome', backend, 25, { store }));
      const rest = await steps('palindrome', backend, 50, { store, resume: true });
      expect(rest[0]).toMatchObject({ type: 'start', step: 25, changed: [], record: { backend } });
      expect([...first, ...lossesOf(rest)]).toEqual(whole);
    });
  });
}
