import * as tf from '@tensorflow/tfjs';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { expect, test } from 'vitest';
import { adam, rmsprop } from '../src/index.js';

const optimizers = {
  adam: adam({ learningRate: 0.1 }),
  rmsprop: rmsprop({ learningRate: 0.1 }),
};

/** The parameter after three updates by these gradients, the first of which is none at all. */
async function updated(name: keyof typeof optimizers, backend: 'cpu' | 'webgl'): Promise<number[]> {
  await tf.setBackend(backend);
  const { init, update } = optimizers[name];
  let θ = tf.zeros([5]);
  let state = init(θ) as never;
  for (let step = 0; step < 3; step++)
    [θ, state] = update(tf.tensor1d([0, 1e-6, 1e-4, 1, -2]), state, θ, step) as unknown as [tf.Tensor, never];
  return Array.from(await θ.data());
}

// tfjs's own optimizers would take 1e-4 here.
test.each(['adam', 'rmsprop'] as const)('%s has the ε on webgl that it was given', async (name) => {
  const expected = await updated(name, 'cpu');
  const received = await updated(name, 'webgl');
  expect(tf.backend().epsilon()).toBe(1e-4);
  for (const [i, value] of received.entries())
    expect(value / (expected[i]! || 1)).toBeCloseTo(expected[i] ? 1 : 0, 4);
});

test.each(['adam', 'rmsprop'] as const)(
  '%s stays finite where webgl keeps 16 bits of a number',
  async (name) => {
    await tf.setBackend('cpu');
    tf.removeBackend('webgl');
    tf.env().set('WEBGL_FORCE_F16_TEXTURES', true);
    tf.env().set('WEBGL_RENDER_FLOAT32_ENABLED', false);
    tf.registerBackend('webgl', () => new MathBackendWebGL(), 2);
    const received = await updated(name, 'webgl');
    expect(received.map(Number.isFinite)).toEqual(received.map(() => true));
    expect(received[0]).toBe(0);
    expect(received[3]).toBeLessThan(-0.2);
  },
);
