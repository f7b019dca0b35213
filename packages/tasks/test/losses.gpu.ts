import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { hasDawn } from '../../cells/test/dawn.js';
import { planJob, runJob, taskDefinitions } from '../src/index.js';

/** The losses of the first steps of a small net on a task as it is by default. */
async function lossesOn(backend: 'wasm' | 'webgpu', task: string): Promise<number[]> {
  const settings = { hiddenSize: 12, batchSize: 8 };
  const losses: number[] = [];
  for await (const event of runJob({ ...planJob(task, {}, { settings }), backend })) {
    if (event.type === 'step') losses.push(event.loss);
    if (losses.length === 50) break;
  }
  return losses;
}

// One that is made from a file, and those of the digits, whose sequences of 784 steps take an imitated GPU minutes.
const others = ['data', 'mnist-rows', 'mnist-four'];

if (await hasDawn()) {
  test.each(Object.keys(taskDefinitions).filter((name) => !others.includes(name)))(
    '%s has the same losses as on wasm over 50 steps, to a ten-thousandth',
    async (task) => {
      const [expected, received] = [await lossesOn('wasm', task), await lossesOn('webgpu', task)];
      expect([received.length, expected.length]).toEqual([50, 50]);
      const worst = received.map((loss, step) => Math.abs(loss / expected[step]! - 1));
      expect(Math.max(...worst)).toBeLessThan(1e-4);
    },
  );
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
