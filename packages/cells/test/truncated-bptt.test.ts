import * as tf from '@tensorflow/tfjs';
import {
  centralDifferences,
  type GradientProblem,
  gradientProblem,
  gruBptt,
  lstmBptt,
  maxRelativeError,
  minGruBptt,
  minLstmBptt,
  type Parameters,
  rnnBptt,
} from '@unrolled/analysis';
import { expect, test } from 'vitest';
import {
  type Cell,
  crossEntropy,
  gruCell,
  leavesOf,
  lstmCell,
  minGruCell,
  minLstmCell,
  readout,
  rnnCell,
  type TensorTree,
  unroll,
  valueAndGradientsWithAux,
} from '../src/index.js';
import { onEveryBackend } from './backends.js';
import { seeded } from './numbers.js';

type Name = GradientProblem['cell'] & keyof typeof cells;
const size = { inputSize: 3, hiddenSize: 5 };
const steps = 7;
const cells = {
  rnn: rnnCell(size),
  gru: gruCell(size),
  lstm: lstmCell(size),
  'min-gru': minGruCell(size),
  'min-lstm': minLstmCell(size),
} as const;
const bptt = { rnn: rnnBptt, gru: gruBptt, lstm: lstmBptt, 'min-gru': minGruBptt, 'min-lstm': minLstmBptt };
const head = readout({ hiddenSize: 5, outputSize: 4 });

/** Weights, and one stream of seven steps, each of which is scored. */
const problemOf = (cell: Name) =>
  gradientProblem({ cell, rng: seeded(7), ...size, steps, batchSize: 1, scored: 'every' });

/** The same gradients in float64: central differences of the sum over chunks, each begun where the weights as they are had come to. */
function truncatedInFloat64({ cell, model, params, batch }: GradientProblem, truncation: number): Parameters {
  const { inputs, targets } = batch[0]!;
  type Begun = { readonly initialHidden?: Float64Array; readonly initialCell?: Float64Array };
  const run = (weights: Parameters, from: number, begun: Begun) =>
    bptt[cell as Name](model, weights as never, {
      inputs: inputs.slice(from * 3, (from + truncation) * 3),
      targets: Array.from(targets).slice(from, from + truncation),
      ...begun,
    });
  const chunks = Array.from({ length: Math.ceil(steps / truncation) }, (_, i) => i * truncation);
  let begun: Begun = {};
  const starts = chunks.map((from) => {
    const start = begun;
    const { h, c } = run(params, from, start).steps.at(-1)!.values as { h: Float64Array; c?: Float64Array };
    begun = { initialHidden: h, ...(c && { initialCell: c }) };
    return start;
  });
  return centralDifferences(
    (weights) => chunks.reduce((sum, from, i) => sum + run(weights, from, starts[i]!).loss, 0),
    params,
  );
}

/** The gradients of one chunk after another, added up. */
async function truncatedHere({ cell: name, params, batch }: GradientProblem, truncation: number) {
  const cell: Cell = cells[name as Name] as Cell;
  const { inputs, targets } = batch[0]!;
  const shapes = { cell: cell.init(seeded(1)), readout: head.init(seeded(1)) };
  const values = (leaf: string, like: tf.Tensor) => tf.tensor(Float32Array.from(params[leaf]!), like.shape);
  const named = (tree: TensorTree, prefix = '') =>
    Object.fromEntries(
      Object.entries(tree as Record<string, tf.Tensor>).map(([name, like]) => {
        const path = prefix === '' ? name : `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`;
        return [name, values(path, like)];
      }),
    );
  const weights = { cell: named(shapes.cell), readout: named(shapes.readout, 'output') };
  let state: TensorTree = cell.initialState(1);
  const sums: Record<string, Float64Array> = {};
  for (let from = 0; from < steps; from += truncation) {
    const to = Math.min(steps, from + truncation);
    const x = tf.tensor3d(Float32Array.from(inputs.slice(from * 3, to * 3)), [1, to - from, 3]);
    const y = tf.tensor2d([Array.from(targets).slice(from, to)], [1, to - from], 'int32');
    const { gradients, aux } = valueAndGradientsWithAux((params) => {
      const { outputs, finalState } = unroll(cell, params.cell, x, { initialState: state });
      const logits = head.apply(params.readout as never, outputs);
      return { loss: tf.mul(crossEntropy(logits, y), to - from), aux: finalState };
    }, weights);
    state = aux;
    const flat = {
      ...(gradients.cell as Record<string, tf.Tensor>),
      outputKernel: gradients.readout.kernel!,
      outputBias: gradients.readout.bias!,
    };
    for (const [name, gradient] of Object.entries(flat)) {
      const before = sums[name] ?? new Float64Array(gradient.size);
      const added = await gradient.data();
      sums[name] = before.map((sum, k) => sum + added[k]!);
    }
  }
  return sums;
}

const names = Object.keys(cells) as Name[];
const chunked = names.flatMap((name) => {
  const whole = truncatedInFloat64(problemOf(name), steps);
  return [1, 3].map((truncation) => {
    return [name, truncation, truncatedInFloat64(problemOf(name), truncation), whole] as const;
  });
});

onEveryBackend('truncated backpropagation through time', () => {
  test.each(names)('of %s in one chunk as long as the stream is the whole gradient', async (name) => {
    const problem = problemOf(name);
    const { model, params, batch } = problem;
    const { gradients } = bptt[name](model, params as never, batch[0]!);
    for (const truncation of [steps, steps + 5])
      expect(maxRelativeError(await truncatedHere(problem, truncation), gradients)).toBeLessThan(1e-5);
  });

  test.each(chunked)(
    'of %s in chunks of %i is the slope of the loss where the states between them are held',
    async (name, truncation, held, whole) => {
      expect(maxRelativeError(await truncatedHere(problemOf(name), truncation), held)).toBeLessThan(1e-5);
      expect(maxRelativeError(held, whole)).toBeGreaterThan(1e-3);
    },
  );

  test('hands on what came with the loss, also where it is something that was given, and leaves no tensor behind', async () => {
    const w = tf.tensor1d([1, 2]);
    const given = tf.scalar(3);
    const before = tf.memory().numTensors;
    const { value, gradients, aux } = valueAndGradientsWithAux(
      ({ w }) => ({ loss: tf.sum(tf.square(w)), aux: { given, twice: tf.mul(w, 2) } }),
      { w },
    );
    expect(await value.data()).toEqual(Float32Array.of(5));
    expect(await gradients.w.data()).toEqual(Float32Array.of(2, 4));
    expect(await aux.twice.data()).toEqual(Float32Array.of(2, 4));
    tf.dispose([value, gradients, aux] as tf.TensorContainer);
    expect(await given.data()).toEqual(Float32Array.of(3));
    expect(tf.memory().numTensors).toBe(before);
    expect(
      leavesOf(
        tf.tidy(() => valueAndGradientsWithAux(({ w }) => ({ loss: tf.sum(w), aux: { w } }), { w })) as never,
      ),
    ).toHaveLength(3);
    expect(tf.memory().numTensors).toBe(before + 3);
  });
});
