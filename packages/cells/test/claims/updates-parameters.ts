import * as tf from '@tensorflow/tfjs';
import { type OptimizerName, optimizers, ShapeError } from '@unrolled/kernels/contract';
import { expect, test } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { seeded } from '../numbers.js';

type Numbers = Readonly<Record<string, number>>;
interface Update {
  readonly kernel: OptimizerName;
  readonly attrs: Readonly<Record<string, number | boolean>>;
  readonly shared: Numbers;
  /** The new value and state of one number, in float64, from its value, gradient and state. */
  readonly equations: (now: Numbers) => Numbers;
}

const rate = 0.1;
const momentum = (nesterov: boolean): Update => ({
  kernel: 'MomentumUpdate',
  attrs: { learningRate: rate, nesterov },
  shared: { factor: 0.9 },
  equations({ value, gradient, accumulation }) {
    const a = 0.9 * accumulation! + gradient!;
    return { value: value! - rate * (nesterov ? gradient! + 0.9 * a : a), accumulation: a };
  },
});
const updates: Update[] = [
  {
    kernel: 'SgdUpdate',
    attrs: { learningRate: rate },
    shared: {},
    equations: ({ value, gradient }) => ({ value: value! - rate * gradient! }),
  },
  momentum(false),
  momentum(true),
  {
    kernel: 'RmspropUpdate',
    attrs: { learningRate: rate, decay: 0.9, momentum: 0.5, epsilon: 1e-7 },
    shared: {},
    equations({ value, gradient, meanSquare, moment }) {
      const s = 0.9 * meanSquare! + 0.1 * gradient! ** 2;
      const m = 0.5 * moment! + (rate * gradient!) / Math.sqrt(s + 1e-7);
      return { value: value! - m, meanSquare: s, moment: m };
    },
  },
  {
    kernel: 'AdamUpdate',
    attrs: { learningRate: rate, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    shared: { power1: 0.81, power2: 0.9801 },
    equations({ value, gradient, first, second }) {
      const m = 0.9 * first! + 0.1 * gradient!;
      const v = 0.99 * second! + 0.01 * gradient! ** 2;
      const step = m / (1 - 0.81) / (Math.sqrt(v / (1 - 0.9801)) + 1e-7);
      return { value: value! - rate * step, first: m, second: v };
    },
  },
];
const shapes = [[3, 4], [1], [7, 3], [61]];

/** Random tensors above zero for every parameter, and what all share. */
function inputsOf({ kernel, shared }: Update): Record<string, tf.Tensor> {
  const rng = seeded(1);
  const inputs: Record<string, tf.Tensor> = {};
  for (const [name, value] of Object.entries(shared)) inputs[name] = tf.scalar(value);
  for (const [i, shape] of shapes.entries())
    for (const name of ['value', 'gradient', ...optimizers[kernel].state]) {
      const numbers = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 0.1 + rng());
      inputs[`${name}${i}`] = tf.tensor(numbers, shape);
    }
  return inputs;
}

async function numbersOf(names: readonly string[], tensor: (name: string) => tf.Tensor) {
  const entries = names.map(async (name) => [name, await tensor(name).data()] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const run = ({ kernel, attrs }: Update, inputs: Record<string, tf.Tensor>, clip: object = {}) =>
  tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, { ...attrs, ...clip, parameters: shapes.length });

/** The optimizers' kernels, on backends that have them. */
export function updatesParameters(on: readonly string[]): void {
  onEveryBackend('a kernel that updates all parameters', () => {
    test.each(updates)('follows the equations of $kernel in float64', async (update) => {
      const inputs = inputsOf(update);
      const { numTensors } = tf.memory();
      const outputs = run(update, inputs);
      expect(tf.memory().numTensors - numTensors).toBe(outputs.length);
      const names = ['value', ...optimizers[update.kernel].state];
      expect(outputs.map(({ shape }) => shape)).toEqual(shapes.flatMap((shape) => names.map(() => shape)));
      for (const [i, shape] of shapes.entries()) {
        const given = await numbersOf(['gradient', ...names], (name) => inputs[`${name}${i}`]!);
        const received = await numbersOf(names, (name) => outputs[i * names.length + names.indexOf(name)]!);
        for (let at = 0; at < tf.util.sizeFromShape(shape); at++) {
          const now = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values[at]!]));
          for (const name of names)
            expect(received[name]![at], `${name}${i}[${at}]`).toBeCloseTo(update.equations(now)[name]!, 5);
        }
      }
    });

    test.each(updates)('clips by the norm of all gradients before, and tells it: $kernel', async (update) => {
      const inputs = inputsOf(update);
      const gradients = shapes.map((_, i) => inputs[`gradient${i}`]!);
      const all = await Promise.all(gradients.map((gradient) => gradient.data()));
      const norm = Math.hypot(...all.flatMap((numbers) => [...numbers]));
      for (const clipNorm of [norm / 3, 3 * norm]) {
        const outputs = run(update, inputs, { clipNorm });
        const clipped = Object.fromEntries(
          gradients.map((gradient, i) => [`gradient${i}`, tf.mul(gradient, Math.min(1, clipNorm / norm))]),
        );
        const expected = run(update, { ...inputs, ...clipped });
        expect(outputs).toHaveLength(expected.length + 1);
        expect((await outputs.at(-1)!.data())[0]! / norm).toBeCloseTo(1, 6);
        for (const [i, tensor] of expected.entries()) {
          const received = await outputs[i]!.data();
          (await tensor.data()).forEach((number, at) => {
            expect(received[at]).toBeCloseTo(number, 5);
          });
        }
      }
    });

    test.each(updates)('refuses what does not have the shape of its parameter: $kernel', (update) => {
      const fitting = inputsOf(update);
      const { state, shared } = optimizers[update.kernel];
      for (const name of ['gradient', ...state].map((part) => `${part}0`)) {
        const refused = () => run(update, { ...fitting, [name]: tf.zeros([4, 3]) });
        expect(refused).toThrow(ShapeError);
        expect(refused).toThrow(`${update.kernel}: ${name} must have shape [3, 4], received [4, 3]`);
      }
      for (const name of shared) {
        const { [name]: _, ...others } = fitting;
        expect(() => run(update, others)).toThrow(
          `${update.kernel}: ${name} must be float32, received no tensor`,
        );
      }
    });
  }, [...on]);
}
