import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  type Attention,
  additiveAttention,
  attend,
  attendingCell,
  attendingReadout,
  decode,
  lstmCell,
  multiplicativeAttention,
  readout,
  ShapeError,
  type Source,
  sequenceMask,
  type TensorTree,
} from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import golden from './golden/attention.json';
import { largestDifference, randomTensor, secondDerivativeError, seeded, weighed } from './numbers.js';

type Numbers = { readonly shape: number[]; readonly data: number[] };
const tensorOf = ({ shape, data }: Numbers) => tf.tensor(data, shape);

const kinds: ['additive' | 'multiplicative', Attention][] = [
  ['additive', additiveAttention({ querySize: 4, stateSize: 6, size: 7 }) as Attention],
  ['multiplicative', multiplicativeAttention({ querySize: 4, stateSize: 6 }) as Attention],
];
const mask = () => sequenceMask([5, 3], 5);

onEveryBackend('attention', () => {
  test.each(kinds)('%s has second derivatives, by its states and by its queries', async (_, attention) => {
    const params = attention.init(seeded(1));
    const [states, queries] = [randomTensor(seeded(2), [2, 5, 6]), randomTensor(seeded(4), [2, 3, 4])];
    const loss = (states: tf.Tensor, queries: tf.Tensor) => {
      const source = { attention, params, states: states as tf.Tensor3D, mask: mask() };
      return weighed([attend(source, queries as tf.Tensor3D).context]);
    };
    expect(await secondDerivativeError((x) => loss(x, queries), states)).toBeLessThan(1e-2);
    expect(await secondDerivativeError((x) => loss(states, x), queries)).toBeLessThan(1e-2);
  });

  test.each(kinds)('%s before a readout has second derivatives', async (_, attention) => {
    const head = readout({ hiddenSize: 5, outputSize: 3 });
    const [params, ofHead] = [attention.init(seeded(1)), head.init(seeded(5))];
    const combine = randomTensor<tf.Rank.R2>(seeded(6), [10, 5]);
    const states = randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 6]);
    const asking = attendingReadout(head, combine, { attention, params, states });
    const loss = (x: tf.Tensor) => weighed([asking.apply(ofHead, x as tf.Tensor3D)]);
    expect(await secondDerivativeError(loss, randomTensor(seeded(4), [2, 3, 4]))).toBeLessThan(1e-2);
  });

  test.each(kinds)('%s gives the values and gradients of PyTorch to 1e-5', async (kind, attention) => {
    const { inputs, results, gradients } = golden[kind] as Record<string, Record<string, Numbers>>;
    const names = Object.keys(inputs!);
    const found: Record<string, tf.Tensor> = {};
    const loss = (...tensors: tf.Tensor[]) => {
      const { queries, states, ...params } = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
      const source = { attention, params: params as TensorTree, states: states as tf.Tensor3D, mask: mask() };
      const attended = attend(source, queries as tf.Tensor3D);
      for (const [name, tensor] of Object.entries(attended)) found[name] = tf.keep(tensor);
      return tf.addN(Object.values(attended).map((tensor) => tf.sum(tf.square(tensor)))) as tf.Scalar;
    };
    const differentiated = tf.grads(loss)(names.map((name) => tensorOf(inputs![name]!)));
    for (const [name, expected] of Object.entries(results!))
      expect(await largestDifference(found[name]!, tensorOf(expected))).toBeLessThan(1e-5);
    for (const [i, name] of names.entries())
      expect(await largestDifference(differentiated[i]!, tensorOf(gradients![name]!))).toBeLessThan(1e-5);
  });

  test.each(kinds)(
    '%s: weights are positive, come to 1, and are 0 where the mask is',
    async (_, attention) => {
      const params = attention.init(seeded(1));
      const states = randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 6]);
      const queries = randomTensor<tf.Rank.R3>(seeded(3), [2, 3, 4]);
      const { weights, context } = attend({ attention, params, states, mask: mask() }, queries);
      const rows = (await weights.array()) as number[][][];
      for (const row of rows.flat()) expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      for (const row of rows[1]!) expect(row.slice(3)).toEqual([0, 0]);
      // What is masked might as well not be there.
      const short = { attention, params, states: tf.slice(states, [1, 0, 0], [1, 3, 6]) as tf.Tensor3D };
      const alone = attend(short, tf.slice(queries, [1, 0, 0], [1, 3, 4]) as tf.Tensor3D);
      expect(await largestDifference(tf.slice(context, [1, 0, 0], [1, 3, 6]), alone.context)).toBeLessThan(
        1e-5,
      );
      const nothing = attend({ attention, params, states, mask: tf.zeros([2, 5]) }, queries);
      expect(await nothing.context.data()).toEqual(new Float32Array(36));
    },
  );

  test('after a step: every step at once gives what one after the other gives', async () => {
    const attention = multiplicativeAttention({ querySize: 4, stateSize: 6 });
    const source = {
      attention,
      params: attention.init(seeded(1)),
      states: randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 6]),
      mask: mask(),
    };
    const head = readout({ hiddenSize: 3, outputSize: 2 });
    const params = head.init(seeded(4));
    const asking = attendingReadout(head, randomTensor<tf.Rank.R2>(seeded(5), [10, 3]), source);
    const hidden = randomTensor<tf.Rank.R3>(seeded(3), [2, 3, 4]);
    const atOnce = asking.apply(params, hidden);
    const steps = tf.unstack(hidden, 1).map((step) => asking.apply(params, step as tf.Tensor2D));
    expect(atOnce.shape).toEqual([2, 3, 2]);
    expect(await largestDifference(atOnce, tf.stack(steps, 1))).toBeLessThan(1e-5);
  });
});

/** Writers that attend, and how their numbers begin: what is trained, and the states that they look at. */
const lstm = lstmCell({ inputSize: 3, hiddenSize: 2 });
const head = readout({ hiddenSize: 2, outputSize: 1 });
const forms: [string, Attention, (params: WriterParams, source: Source) => ReturnType<typeof decode>][] = [
  [
    'additive, before each step',
    additiveAttention({ querySize: 2, stateSize: 2 }) as Attention,
    (params, source) => {
      const cell = attendingCell(lstm, source);
      return decode(cell, head, params.cell as never, params.head, {
        initialState: cell.initialState(2),
        targets: fed(1),
      });
    },
  ],
  [
    'multiplicative, after each step',
    multiplicativeAttention({ querySize: 2, stateSize: 2 }) as Attention,
    (params, source) =>
      decode(lstm, attendingReadout(head, params.combine, source), params.cell as never, params.head, {
        initialState: lstm.initialState(2),
        targets: fed(3),
      }),
  ],
];
interface WriterParams {
  readonly attention: TensorTree;
  readonly states: tf.Tensor3D;
  readonly cell: TensorTree;
  readonly head: { readonly kernel: tf.Tensor2D; readonly bias?: tf.Tensor1D };
  readonly combine: tf.Tensor2D;
}
const fed = (size: number) => randomTensor<tf.Rank.R3>(seeded(9), [2, 3, size]);

onEveryBackend('the gradient of a writer that attends', () => {
  test.each(forms)('%s, equals central differences', async (_, attention, write) => {
    const params = {
      attention: attention.init(seeded(1)),
      states: randomTensor<tf.Rank.R3>(seeded(2), [2, 4, 2]),
      cell: lstm.init(seeded(3)),
      head: head.init(seeded(4)),
      combine: randomTensor<tf.Rank.R2>(seeded(5), [4, 2]),
    };
    const point = leavesOf(params as never);
    const loss = (...leaves: tf.Tensor[]) => {
      const {
        attention: weights,
        states,
        ...rest
      } = withLeaves(params as never, leaves) as unknown as WriterParams;
      const source = { attention, params: weights, states, mask: sequenceMask([4, 2], 4) };
      return weighed([write({ attention: weights, states, ...rest }, source).outputs, rest.combine]);
    };
    const ε = 5e-3;
    const gradients = tf.grads(loss)(point);
    for (const [index, gradient] of gradients.entries()) {
      const norm = tf.maximum(tf.norm(gradient), 0.1);
      const v = tf.div(tf.add(gradient, tf.mul(0.1, randomTensor(seeded(index), gradient.shape))), norm);
      const at = (step: number) =>
        loss(...point.map((leaf, k) => (k === index ? tf.add(leaf, tf.mul(v, step)) : leaf)));
      const difference = tf.div(tf.sub(at(ε), at(-ε)), 2 * ε);
      const error = tf.div(tf.abs(tf.sub(difference, tf.sum(tf.mul(gradient, v)))), norm);
      expect((await error.data())[0]).toBeLessThan(2e-3);
    }
  });

  test.each(forms)('%s, leaves no tensor behind', async (_, attention, write) => {
    const params = tf.tidy(() => ({
      attention: attention.init(seeded(1)),
      states: randomTensor<tf.Rank.R3>(seeded(2), [2, 4, 2]),
      cell: lstm.init(seeded(3)),
      head: head.init(seeded(4)),
      combine: randomTensor<tf.Rank.R2>(seeded(5), [4, 2]),
    }));
    const before = tf.memory().numTensors;
    tf.tidy(() => void write(params, { attention, params: params.attention, states: params.states }));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses what does not fit', () => {
    const attention = additiveAttention({ querySize: 2, stateSize: 4 }) as Attention;
    const source = { attention, params: attention.init(seeded(1)), states: tf.zeros<tf.Rank.R3>([2, 3, 4]) };
    expect(() => attendingCell(lstm, source)).toThrow(
      new RangeError(
        "attendingCell: the cell must read more than the source's 4 numbers and have the query's 2 units, received inputSize 3 and hiddenSize 2",
      ),
    );
    expect(() => attendingReadout(head, tf.zeros([2, 2]), source)).toThrow(ShapeError);
    expect(() => attend(source, tf.zeros([2, 3, 5]))).toThrow(ShapeError);
    expect(() => attend({ ...source, mask: tf.zeros([2, 4]) }, tf.zeros([2, 3, 2]))).toThrow(ShapeError);
    expect(() => additiveAttention({ querySize: 0, stateSize: 1 })).toThrow(
      new RangeError('additiveAttention: querySize must be a positive integer, received 0'),
    );
  });
});
