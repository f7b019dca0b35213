import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { ShapeError, sequenceMask, transformer } from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { type TransformerBlockParams, transformerBlock } from '../src/transformer/block.js';
import { clockHands, placesOf, rotate } from '../src/transformer/positions.js';
import { onEveryBackend } from './backends.js';
import golden from './golden/attention.json';
import { largestDifference, randomTensor, secondDerivativeError, seeded, weighed } from './numbers.js';

type Numbers = { readonly shape: number[]; readonly data: number[] };
const tensorOf = ({ shape, data }: Numbers) => tf.tensor(data, shape);

/** A block's weights by the names that PyTorch's have in golden/attention.py. */
const blockOf = (w: Record<string, tf.Tensor>) =>
  ({
    attentionNorm: { gain: w.norm1, bias: w.norm1b },
    query: w.query,
    key: w.key,
    value: w.value,
    output: { kernel: w.out, bias: w.outb },
    feedForwardNorm: { gain: w.norm2, bias: w.norm2b },
    up: { kernel: w.up, bias: w.upb },
    down: { kernel: w.down, bias: w.downb },
  }) as TransformerBlockParams;

const kinds = ['sinusoidal', 'learnt', 'rotary'] as const;
const small = (positions: (typeof kinds)[number]) =>
  transformer({ inputSize: 3, hiddenSize: 8, layers: 2, heads: 2, positions, longest: 9 });

onEveryBackend('the transformer', () => {
  test.each(kinds)('with %s positions has second derivatives', async (positions) => {
    const model = small(positions);
    const params = model.init(seeded(1));
    const mask = sequenceMask([4, 3], 4);
    const loss = (x: tf.Tensor) => weighed([model.apply(params, x as tf.Tensor3D, { mask }).outputs]);
    expect(await secondDerivativeError(loss, randomTensor(seeded(2), [2, 4, 3]))).toBeLessThan(1e-2);
  });

  test.each(['block', 'rotary block'] as const)(
    '%s gives the values and gradients of PyTorch to 1e-5',
    async (name) => {
      const { inputs, results, gradients } = golden[name] as unknown as Record<
        string,
        Record<string, Numbers>
      >;
      const names = Object.keys(inputs!);
      const apply = (tensors: tf.Tensor[]) => {
        const named = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
        return transformerBlock(blockOf(named), named.x as tf.Tensor3D, {
          heads: 2,
          ...(name !== 'block' && {
            hands: clockHands(placesOf(0, named.x!.shape[1]!, undefined), named.x!.shape[2]! / 2),
          }),
        }).outputs;
      };
      const point = names.map((name) => tensorOf(inputs![name]!));
      expect(await largestDifference(apply(point), tensorOf(results!.outputs!))).toBeLessThan(1e-5);
      const found = tf.grads((...tensors: tf.Tensor[]) => tf.sum(tf.square(apply(tensors))) as tf.Scalar)(
        point,
      );
      for (const [i, name] of names.entries())
        expect(await largestDifference(found[i]!, tensorOf(gradients![name]!))).toBeLessThan(1e-5);
    },
  );

  test.each(kinds)(
    'with %s positions: one position after the other, with a cache, gives what all at once do',
    async (kind) => {
      const model = small(kind);
      const params = model.init(seeded(1));
      const inputs = randomTensor<tf.Rank.R3>(seeded(2), [2, 6, 3]);
      const step = (t: number, count = 1) => tf.slice(inputs, [0, t, 0], [2, count, 3]) as tf.Tensor3D;
      let { outputs, cache } = model.apply(params, step(0, 2));
      const written = [outputs];
      for (let t = 2; t < 6; t++) {
        ({ outputs, cache } = model.apply(params, step(t), { cache }));
        written.push(outputs);
      }
      expect(
        await largestDifference(tf.concat(written, 1), model.apply(params, inputs).outputs),
      ).toBeLessThan(1e-5);
    },
  );

  test.each(kinds)(
    'with %s positions: nothing depends on what comes later, and order matters',
    async (kind) => {
      const model = small(kind);
      const params = model.init(seeded(1));
      const inputs = randomTensor<tf.Rank.R3>(seeded(2), [1, 5, 3]);
      const altered = tf.concat(
        [tf.slice(inputs, [0, 0, 0], [1, 4, 3]), tf.ones([1, 1, 3])],
        1,
      ) as tf.Tensor3D;
      const begun = (x: tf.Tensor3D) => tf.slice(model.apply(params, x).outputs, [0, 0, 0], [1, 4, 8]);
      expect(await largestDifference(begun(altered), begun(inputs))).toBeLessThan(1e-6);
      const last = (x: tf.Tensor3D) => tf.slice(model.apply(params, x).outputs, [0, 4, 0], [1, 1, 8]);
      const swapped = tf.gather(inputs, [1, 0, 2, 3, 4], 1) as tf.Tensor3D;
      expect(await largestDifference(last(swapped), last(inputs))).toBeGreaterThan(1e-3);
    },
  );

  test.each(kinds)(
    'with %s positions: a padded sequence gives what it gives alone, padded in front or behind',
    async (kind) => {
      const model = small(kind);
      const params = model.init(seeded(1));
      const inputs = randomTensor<tf.Rank.R3>(seeded(2), [1, 4, 3]);
      const [padding, shut, open] = [tf.ones([1, 3, 3]), tf.zeros([1, 3]), tf.ones([1, 4])];
      const next = randomTensor<tf.Rank.R3>(seeded(3), [1, 1, 3]);
      const alone = model.apply(params, inputs);
      const after = model.apply(params, next, { cache: alone.cache });
      for (const order of ['in front', 'behind']) {
        const both = <T extends tf.Tensor>(a: tf.Tensor, b: tf.Tensor) =>
          tf.concat(order === 'behind' ? [b, a] : [a, b], 1) as T;
        const mask = both<tf.Tensor2D>(shut, open);
        const padded = model.apply(params, both<tf.Tensor3D>(padding, inputs), { mask });
        const own = tf.slice(padded.outputs, [0, order === 'behind' ? 0 : 3, 0], [1, 4, 8]);
        expect(await largestDifference(own, alone.outputs)).toBeLessThan(1e-5);
        const longer = tf.concat([mask, tf.ones([1, 1])], 1) as tf.Tensor2D;
        const { outputs } = model.apply(params, next, { cache: padded.cache, mask: longer });
        expect(await largestDifference(outputs, after.outputs)).toBeLessThan(1e-5);
      }
    },
  );

  test('with rotary positions weights depend on distances alone', async () => {
    const [queries, keys] = [4, 5].map((seed) => randomTensor<tf.Rank.R4>(seeded(seed), [1, 2, 4, 6]));
    const scoresFrom = (first: number) => {
      const hands = clockHands(placesOf(first, 4, undefined), 6);
      return tf.matMul(rotate(queries!, hands), rotate(keys!, hands), false, true);
    };
    expect(await largestDifference(scoresFrom(50), scoresFrom(0))).toBeLessThan(1e-5);
  });

  test('a masked position might as well hold anything, and every row of weights comes to 1', async () => {
    const model = small('sinusoidal');
    const params = model.init(seeded(1));
    const inputs = randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 3]);
    const mask = sequenceMask([5, 3], 5);
    const weights: tf.Tensor[] = [];
    const outputs = (x: tf.Tensor3D) =>
      model.apply(params, x, { mask, watch: (seen) => weights.push(tf.keep(seen)) }).outputs;
    const other = tf.mul(inputs, tf.expandDims(tf.add(mask, tf.mul(tf.sub(1, mask), 7)), 2)) as tf.Tensor3D;
    const read = (x: tf.Tensor3D) => tf.mul(outputs(x), tf.expandDims(mask, 2));
    expect(await largestDifference(read(other), read(inputs))).toBeLessThan(1e-6);
    expect(weights.map(({ shape }) => shape)).toEqual(new Array(4).fill([2, 2, 5, 5]));
    expect(await largestDifference(tf.sum(weights[0]!, 3), tf.ones([2, 2, 5]))).toBeLessThan(1e-5);
    tf.dispose(weights);
  });

  test.each(kinds)('with %s positions: its gradient equals central differences', async (kind) => {
    const model = small(kind);
    const params = model.init(seeded(1));
    const inputs = randomTensor<tf.Rank.R3>(seeded(2), [2, 4, 3]);
    const point = [...leavesOf(params), inputs];
    const loss = (...leaves: tf.Tensor[]) =>
      weighed([model.apply(withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D).outputs]);
    const ε = 5e-3;
    for (const [index, gradient] of tf.grads(loss)(point).entries()) {
      const norm = tf.maximum(tf.norm(gradient), 0.1);
      const v = tf.div(gradient, norm);
      const at = (step: number) =>
        loss(...point.map((leaf, k) => (k === index ? tf.add(leaf, tf.mul(v, step)) : leaf)));
      const difference = tf.div(tf.sub(at(ε), at(-ε)), 2 * ε);
      const error = tf.div(tf.abs(tf.sub(difference, tf.sum(tf.mul(gradient, v)))), norm);
      expect((await error.data())[0]).toBeLessThan(3e-3);
    }
  });

  test('leaves no tensor behind but outputs and cache', () => {
    const model = small('rotary');
    const [params, inputs] = [model.init(seeded(1)), tf.zeros<tf.Rank.R3>([1, 3, 3])];
    const before = tf.memory().numTensors;
    const { outputs, cache } = model.apply(params, inputs);
    expect(tf.memory().numTensors).toBe(before + 5);
    tf.dispose([outputs, ...cache.flatMap(({ keys, values }) => [keys, values])]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses what does not fit', () => {
    const model = small('learnt');
    const params = model.init(seeded(1));
    expect(() => model.apply(params, tf.zeros([1, 10, 3]))).toThrow(
      new RangeError('transformer: there are 9 learnt positions, received 10 steps'),
    );
    expect(() => model.apply(params, tf.zeros([1, 2, 4]))).toThrow(ShapeError);
    expect(() => model.apply(params, tf.zeros([1, 2, 3]), { mask: tf.zeros([1, 3]) })).toThrow(ShapeError);
    expect(() => transformer({ inputSize: 3, hiddenSize: 6, heads: 2 })).toThrow(
      new RangeError('transformer: hiddenSize must be an even multiple of the 2 heads, received 6'),
    );
    expect(() => transformer({ inputSize: 3, hiddenSize: 8, positions: 'learnt' })).toThrow(
      new TypeError('transformer: learnt positions need longest, how many there are'),
    );
  });
});
