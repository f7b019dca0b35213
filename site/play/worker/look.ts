import {
  type Activation,
  type CellKind,
  eigenvalues,
  type GruCellParams,
  gruForward,
  type LstmCellParams,
  lstmForward,
  matrix,
  skipGradientBound,
  spectralNorm,
} from '@unrolled/analysis';
import { answer, attentionOf, type HeatMap, headMaps, hiddenStates } from '@unrolled/charts';
import type { SequenceBatch } from '@unrolled/datasets';
import {
  gradientFlow,
  gradientFlowCost,
  type Job,
  type ModelInTraining,
  type Prediction,
  predictRun,
  standardize,
  type Task,
} from '@unrolled/tasks';
import type { Answered, Flow, Look, Spectrum } from './messages.js';

type Weights = Awaited<ReturnType<ModelInTraining['presentWeights']>>;

/** As many examples are asked at every look. */
const examples = 6;

/** Looks into the network of a job: always at the same examples, which it is not trained on. */
export function createLook(task: Task, { model, seed }: Job) {
  const asked: SequenceBatch = task.examples.heldOut('fresh', seed, examples).next().value!;
  const questions = Array.from({ length: asked.inputs.shape[0]! }, (_, i) => exampleAt(asked, i));
  return {
    /** Answers, and the states and what is attended to while the first example is read. */
    async answers(weights: Weights): Promise<Pick<Look, 'answers' | 'states' | 'attention'>> {
      const predictions = await predictRun(task, model, weights, asked);
      return {
        answers: predictions.map((prediction, i) => answered(task, questions[i]!, prediction)),
        states: statesOf(task, model, weights, questions[0]!, predictions[0]!),
        attention: attentionTo(task, questions[0]!, predictions[0]!),
      };
    },
    async ask(weights: Weights, words: readonly string[]): Promise<Answered> {
      const { batch } = task.question.read!(words);
      const [prediction] = await predictRun(task, model, weights, batch);
      return { ...answered(task, batch, prediction!), question: words.join(' ') };
    },
    /** A digit that somebody drew, of which nobody says what it is. */
    async show(weights: Weights, pixels: Uint8Array): Promise<Answered> {
      const image = { pixels, labels: Uint8Array.of(255), count: 1, rows: 28, columns: 28 };
      const batch = task.question.readImage!(image);
      const [prediction] = await predictRun(task, model, weights, batch);
      const { truth: _, right: __, ...rest } = answered(task, batch, prediction!);
      return { ...rest, question: 'your digit' };
    },
  };
}

function answered(task: Task, batch: SequenceBatch, prediction: Prediction): Answered {
  const { output, truth, digitAccuracy, probabilities } = prediction;
  return {
    question: task.question.describe?.(batch).join(' + ') ?? '',
    answer: output,
    ...(truth !== undefined && { truth }),
    ...(digitAccuracy !== undefined && { right: digitAccuracy }),
    ...(probabilities && { probabilities }),
    ...(task.options.order === 'rows' && { image: rowsOf(batch) }),
  };
}

/** The steps of a batch's first example, each a row. */
function rowsOf({ inputs: { data, shape } }: SequenceBatch): number[][] {
  const [, steps = 0, width = 0] = shape;
  return Array.from({ length: steps }, (_, t) => Array.from(data.subarray(t * width, (t + 1) * width)));
}

/** One example of a batch, as a batch of one. */
function exampleAt({ inputs, targets, mask }: SequenceBatch, i: number): SequenceBatch {
  const row = <T extends Float32Array | Int32Array>({
    data,
    shape,
  }: {
    readonly data: T;
    readonly shape: readonly number[];
  }) => {
    const size = data.length / shape[0]!;
    return { data: data.slice(i * size, (i + 1) * size) as T, shape: [1, ...shape.slice(1)] };
  };
  return { inputs: row(inputs), targets: row(targets), ...(mask && { mask: row(mask) }) };
}

/** The names of what a step of a gated cell computes, as its equations call it. */
const gates = {
  gru: { r: 'reset gate r', z: 'update gate z' },
  lstm: { c: 'cell state c', i: 'input gate i', f: 'forget gate f', o: 'output gate o' },
} as const;

function statesOf(
  task: Task,
  model: Job['model'],
  weights: Weights,
  example: SequenceBatch,
  { states }: Prediction,
): HeatMap[] {
  if (!states) return [];
  const hidden = hiddenStates('hidden state h', states);
  const forward = gatesOver(task, model, weights, example);
  return [
    hidden,
    ...forward.map(({ title, values }) => ({ ...hiddenStates(title, values), valueLabel: title.at(-1)! })),
  ];
}

/** More positions, by the square of which there are numbers, would not be told apart in a picture this small. */
const mostPositions = 64;

function attentionTo(task: Task, example: SequenceBatch, prediction: Prediction): HeatMap[] {
  const looked = answer(task, example, prediction);
  const map = attentionOf('what each output looked at', looked);
  return [...(map ? [map] : []), ...Object.values(headMaps('attention', looked))].filter(
    ({ rows, columns }) => Math.max(rows.length, columns.length) <= mostPositions,
  );
}

/** The gates of a single gated layer while it reads an example. */
function gatesOver(task: Task, model: Job['model'], weights: Weights, example: SequenceBatch) {
  if (!('layers' in model) || model.layers > 1 || (model.kind !== 'lstm' && model.kind !== 'gru')) return [];
  if (task.dataset.scheme === 'encoder-decoder') return [];
  const params = cellWeights(weights);
  const inputs = Float64Array.from(standardize(example, task.standardization).inputs.data);
  const size = { inputSize: task.dataset.inputSize, hiddenSize: model.hiddenSize };
  const steps =
    model.kind === 'lstm'
      ? lstmForward(size, params as LstmCellParams, inputs)
      : gruForward({ ...size, resetAfter: true }, params as GruCellParams, inputs);
  return Object.entries(gates[model.kind]).map(([name, title]) => ({
    title,
    values: steps.map((step) => Array.from((step as unknown as Record<string, Float64Array>)[name]!)),
  }));
}

function cellWeights(weights: Weights): Record<string, Float64Array> {
  const prefix = 'cell.';
  return Object.fromEntries(
    Object.entries(weights)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { data }]) => [name.slice(prefix.length), Float64Array.from(data as Float32Array)]),
  );
}

/** Multiplications that take a fraction of a second. */
const mostForFlow = 6e7;

/** How the gradient flows over one example, where that is known of the cell, and found soon. */
export async function flowOf(task: Task, { model, seed }: Job, weights: Weights): Promise<Flow | undefined> {
  if (gradientFlowCost(task, model) > mostForFlow) return undefined;
  const { steps } = await gradientFlow(task, model, weights, seed);
  return { measured: steps.map(({ measured }) => measured), bound: steps.map(({ bound }) => bound) };
}

/**
 * How large ‖∂L/∂h_t‖ can be, whatever is read: of a plain RNN whose loss is at its last step, ‖∂L/∂h_T‖·(γ‖W‖)^(T−t), and
 * with a skip connection accordingly.
 */
export function boundOf(
  { dataset }: Task,
  model: Job['model'],
  weights: Weights,
  norms: readonly number[],
): number[] | undefined {
  if (model.kind !== 'rnn' && model.kind !== 'skip-rnn') return undefined;
  if (dataset.scheme !== 'many-to-one' || model.layers > 1) return undefined;
  const H = model.hiddenSize;
  const normOf = (name: string) => {
    const kernel = weights[name];
    return kernel ? spectralNorm({ data: Float64Array.from(kernel.data), shape: [H, H] }) : 0;
  };
  const [norm, skipNorm] = [normOf('cell.recurrentKernel'), normOf('cell.skipKernel')];
  if (!Number.isFinite(norm + skipNorm)) return undefined;
  const activation: Activation = model.activation;
  const bounds = norms.map(
    (_, t) =>
      norms.at(-1)! * skipGradientBound({ activation, norm, skipNorm, distance: norms.length - 1 - t }),
  );
  // What is beyond all numbers has no place in a chart.
  return bounds.every(Number.isFinite) ? bounds : undefined;
}

/** The largest kernel whose eigenvalues are found in tens of milliseconds. */
const mostUnits = 160;

/** Which columns of a packed kernel say how the state itself goes on. */
const blocks: Readonly<Partial<Record<CellKind, readonly [place: number, of: number, name: string]>>> = {
  rnn: [0, 1, 'recurrent kernel'],
  'skip-rnn': [0, 1, 'recurrent kernel'],
  gru: [2, 3, 'recurrent kernel of the candidate n'],
  lstm: [2, 4, 'recurrent kernel of the candidate g'],
};

/** The eigenvalues of the recurrent kernel of a single layer, of a gated cell that of its candidate. */
export function spectrumOf(model: Job['model'], weights: Weights): Spectrum | undefined {
  if (!('hiddenSize' in model) || model.hiddenSize > mostUnits) return undefined;
  const block = blocks[model.kind as CellKind];
  const kernel = weights['cell.recurrentKernel'];
  if (!block || !kernel) return undefined;
  const [place, of, name] = block;
  const H = model.hiddenSize;
  const rows = Array.from({ length: H }, (_, row) =>
    Array.from({ length: H }, (_, column) => kernel.data[row * of * H + place * H + column]!),
  );
  if (!rows.every((row) => row.every(Number.isFinite))) return undefined;
  return { of: name, eigenvalues: eigenvalues(matrix(rows)) };
}
