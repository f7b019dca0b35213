import type { Activation } from './activations.js';
import { gruBptt } from './bptt/gru.js';
import { lruBptt } from './bptt/lru.js';
import { lstmBptt } from './bptt/lstm.js';
import { minGruBptt } from './bptt/min-gru.js';
import { minLstmBptt } from './bptt/min-lstm.js';
import type { CellSize, Objective, Parameters, Sequence } from './bptt/model.js';
import { rnnBptt } from './bptt/rnn.js';
import { skipRnnBptt } from './bptt/skip-rnn.js';
import { centralDifferences } from './central-differences.js';
import {
  cellParameters,
  type ParameterShape,
  readoutParameters,
  transformerParameters,
} from './parameter-count.js';
import { requireChoice, requireFitting, requireSizes } from './require.js';
import { type TransformerSize, transformerGradients, transformerLoss } from './transformer-gradients.js';

const bptt = {
  rnn: rnnBptt,
  'skip-rnn': skipRnnBptt,
  gru: gruBptt,
  lstm: lstmBptt,
  'min-gru': minGruBptt,
  'min-lstm': minLstmBptt,
  lru: lruBptt,
};
/** The gradient of one sequence in closed form, model by model. */
const closedForms = { ...bptt, transformer: transformerGradients };

/** The cells whose gradient is known in closed form. */
export type DifferentiatedCell = keyof typeof bptt;
export const differentiatedCells = Object.keys(bptt) as DifferentiatedCell[];
/** The same, and what is no cell. */
export type DifferentiatedModel = keyof typeof closedForms;
export const differentiatedModels = Object.keys(closedForms) as DifferentiatedModel[];

/** A model with its readout, weights and data: everything a gradient depends on, as plain data. */
export interface GradientProblem<M extends DifferentiatedModel = DifferentiatedCell> {
  readonly cell: M;
  readonly model: M extends 'transformer'
    ? TransformerSize & Objective
    : CellSize & Objective & { readonly activation?: Activation; readonly resetAfter?: boolean };
  readonly params: Parameters;
  /** The loss is the sum over these. */
  readonly batch: readonly Sequence[];
}

/** One way to get the gradients, and how far it may be from the truth (a relative error). */
export interface GradientWay {
  readonly gradients: Parameters;
  readonly tolerance: number;
}

export interface GradientPair {
  readonly a: string;
  readonly b: string;
  readonly maxRelativeError: number;
  /** The larger of the two ways' tolerances. */
  readonly tolerance: number;
  readonly agrees: boolean;
}

/**
 * A small random problem on which every way to a gradient can be compared. Weights and data are float32 numbers,
 * so that a float32 program works on the same ones.
 *
 * @param options.rng uniform in [0, 1)
 * @throws RangeError if a size is not a positive integer; TypeError if the cell is unknown or has no
 *   use for an option
 * @example
 * const { params } = gradientProblem({ cell: 'lstm', rng: Math.random, inputSize: 3, hiddenSize: 5 });
 * params.recurrentKernel.length; // → 100
 */
export function gradientProblem({
  cell,
  rng,
  inputSize = 3,
  hiddenSize = 5,
  outputSize = 4,
  steps = 6,
  batchSize = 2,
  useBias = true,
  ...choices
}: Partial<GradientProblem['model']> & {
  cell: DifferentiatedCell;
  rng: () => number;
  steps?: number;
  batchSize?: number;
  useBias?: boolean;
}): GradientProblem {
  requireChoice('gradientProblem', 'cell', cell, Object.keys(bptt));
  requireFitting('gradientProblem', cell, choices);
  requireSizes('gradientProblem', { inputSize, hiddenSize, outputSize, steps, batchSize });
  const model = { inputSize, hiddenSize, outputSize, ...choices };
  const shapes = [
    ...cellParameters(cell, { ...model, useBias }),
    ...readoutParameters({ ...model, useBias }),
  ];
  return { cell, model, ...drawn(model, shapes, { rng, steps, batchSize }) };
}

/**
 * The same of a transformer with rotary positions; of two blocks of 4 units in two heads unless told otherwise.
 *
 * @throws RangeError if a size is not a positive integer
 * @example
 * gradientCheck(transformerProblem({ rng: Math.random })).pairs[0].agrees; // → true
 */
export function transformerProblem({
  rng,
  steps = 6,
  batchSize = 2,
  ...choices
}: Partial<TransformerSize & Objective> & {
  rng: () => number;
  steps?: number;
  batchSize?: number;
}): GradientProblem<'transformer'> {
  const usual = { inputSize: 3, hiddenSize: 4, layers: 2, heads: 2, feedForwardSize: 6, outputSize: 4 };
  const model = { ...usual, ...choices };
  requireSizes('transformerProblem', { steps, batchSize });
  const shapes = [...transformerParameters(model), ...readoutParameters(model)];
  return { cell: 'transformer', model, ...drawn(model, shapes, { rng, steps, batchSize }) };
}

/** Parameters and sequences, uniform in [−1, 1). */
function drawn(
  { inputSize, outputSize, loss, scored }: CellSize & Objective,
  shapes: readonly ParameterShape[],
  { rng, steps, batchSize }: { rng: () => number; steps: number; batchSize: number },
): Pick<GradientProblem, 'params' | 'batch'> {
  const values = (length: number) => Float64Array.from({ length }, () => Math.fround(2 * rng() - 1));
  const params = Object.fromEntries(shapes.map(({ name, count }) => [name, values(count)]));
  const scoredSteps = scored === 'every' ? steps : 1;
  const targets = () =>
    loss === 'squared-error'
      ? values(scoredSteps * outputSize)
      : Array.from({ length: scoredSteps }, () => Math.floor(rng() * outputSize));
  const batch = Array.from({ length: batchSize }, () => ({
    inputs: values(steps * inputSize),
    targets: targets(),
  }));
  return { params, batch };
}

/** The loss and the gradients of one sequence, from the equations. */
const closedForm = (
  { cell, model }: AnyProblem,
  params: Parameters,
  sequence: Sequence,
): { readonly loss: number; readonly gradients: Parameters } =>
  closedForms[cell](model as never, params as never, sequence);

type AnyProblem = GradientProblem<DifferentiatedModel>;

/**
 * The loss of a problem and its gradients, from the equations.
 *
 * @example
 * const { gradients } = closedFormGradients(gradientProblem({ cell: 'gru', rng: Math.random }));
 * gradients.inputKernel.length; // → 45
 */
export function closedFormGradients(problem: AnyProblem): {
  readonly loss: number;
  readonly gradients: Parameters;
} {
  const { params, batch } = problem;
  const results = batch.map((sequence) => closedForm(problem, params, sequence));
  const gradients = Object.fromEntries(
    Object.entries(params).map(([name, array]) => [
      name,
      array.map((_, k) => results.reduce((sum, result) => sum + result.gradients[name]![k]!, 0)),
    ]),
  );
  return { loss: results.reduce((sum, { loss }) => sum + loss, 0), gradients };
}

/**
 * The gradients of a problem by {@link centralDifferences}.
 *
 * @example
 * const problem = gradientProblem({ cell: 'rnn', rng: Math.random });
 * maxRelativeError(numericalGradients(problem), closedFormGradients(problem).gradients) < 1e-6; // → true
 */
export function numericalGradients(problem: AnyProblem): Parameters {
  const { cell, model } = problem;
  const lossOf = (params: Parameters, sequence: Sequence) =>
    cell === 'transformer'
      ? transformerLoss(model as TransformerSize & Objective, params, sequence)
      : closedForm(problem, params, sequence).loss;
  const loss = (params: Parameters) =>
    problem.batch.reduce((sum, sequence) => sum + lossOf(params, sequence), 0);
  return centralDifferences(loss, problem.params);
}

/**
 * The largest disagreement between two gradients, each parameter measured on its own scale: max over
 * parameters of max_k |a_k − b_k| / max_k max(|a_k|, |b_k|); 0 where both are all zeros, NaN if either holds
 * a NaN.
 *
 * @throws RangeError if the parameters' names or sizes differ
 * @example
 * maxRelativeError({ θ: Float64Array.of(1, 2) }, { θ: Float64Array.of(1, 1.5) }); // → 0.25
 */
export function maxRelativeError(a: Parameters, b: Parameters): number {
  const names = Object.keys(a).sort().join(', ');
  const others = Object.keys(b).sort().join(', ');
  if (names !== others) throw new RangeError(`maxRelativeError: b must be ${names}, received ${others}`);
  const errors = Object.entries(a).map(([name, first]) => {
    const second = b[name]!;
    if (first.length !== second.length) {
      throw new RangeError(
        `maxRelativeError: ${name} must be ${first.length} numbers, received ${second.length}`,
      );
    }
    const scale = first.reduce((max, value, k) => Math.max(max, Math.abs(value), Math.abs(second[k]!)), 0);
    const error = first.reduce((max, value, k) => Math.max(max, Math.abs(value - second[k]!)), 0);
    return scale === 0 ? 0 : error / scale;
  });
  return Math.max(0, ...errors);
}

/**
 * Compares, pair by pair, the closed form, central differences, and any other way to the gradients of a problem
 * (a fused kernel, automatic differentiation).
 *
 * @param others by name; what {@link GradientWay} holds
 * @throws RangeError if another way's parameters are not the problem's
 * @example
 * const { pairs } = gradientCheck(gradientProblem({ cell: 'lstm', rng: Math.random }));
 * pairs.map(({ a, b, agrees }) => [a, b, agrees]); // → [['closed form', 'central differences', true]]
 */
export function gradientCheck<M extends DifferentiatedModel>(
  problem: GradientProblem<M>,
  others: Readonly<Record<string, GradientWay>> = {},
): { readonly cell: M; readonly pairs: readonly GradientPair[] } {
  const ways: [string, GradientWay][] = Object.entries({
    ...others,
    'closed form': { gradients: closedFormGradients(problem as AnyProblem).gradients, tolerance: 1e-6 },
    'central differences': { gradients: numericalGradients(problem as AnyProblem), tolerance: 1e-6 },
  });
  const pairs = ways.flatMap(([a, first], k) =>
    ways.slice(k + 1).map(([b, second]) => {
      const error = maxRelativeError(first.gradients, second.gradients);
      const tolerance = Math.max(first.tolerance, second.tolerance);
      return { a, b, maxRelativeError: error, tolerance, agrees: error <= tolerance };
    }),
  );
  return { cell: problem.cell, pairs };
}
