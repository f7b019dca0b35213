import {
  type CellKind,
  cellKinds,
  parameterCount,
  readoutParameters,
  transformerParameterCount,
} from '@unrolled/analysis';
import { mostReserveBytes, reserveRows } from '@unrolled/kernels/contract';
import type { Job } from './job.js';
import { type ModelSettings, type TransformerSettings, waysOf } from './models.js';
import type { SequenceKind } from './task.js';

/** What decides how large a model is. */
type Sequences = Pick<SequenceKind, 'inputSize' | 'outputSize' | 'scheme' | 'steps'>;
type Trained = Pick<Job, 'model' | 'optimizer' | 'settings'>;

const GiB = 2 ** 30;
/** Of sequences of several lengths, how many steps are counted. */
const usualSteps = 100;
/** Numbers that an optimizer remembers of each parameter; two, as Adam, unless named. */
const remembered: Readonly<Record<string, number>> = { sgd: 0, momentum: 1, nesterov: 1, rmsprop: 1 };
/**
 * Numbers by unit and step of which the backends hold memory in a training step, as measured: states, gates, their
 * gradients and what lies between; most where there is no kernel for the whole sequence.
 */
const held: Readonly<Record<CellKind, number>> = {
  rnn: 3,
  'skip-rnn': 18,
  gru: 8,
  lstm: 10,
  'min-gru': 9,
  'min-lstm': 23,
  lru: 27,
};
/** Numbers among them that the kernels keep for the gradient, unless a call would need too many of them. */
const kept: Readonly<Record<CellKind, number>> = {
  rnn: reserveRows.RnnSequence,
  'skip-rnn': 0,
  gru: reserveRows.GruSequence,
  lstm: reserveRows.LstmSequence,
  'min-gru': reserveRows.LinearScan,
  'min-lstm': reserveRows.LinearScan,
  lru: reserveRows.LinearScan,
};
/** The same of a layer normalisation: for every layer, and once while its gradient is computed. */
const heldByNorm = { layer: 4, once: 9 };
/** Bytes that a batch may take when a model is scored. */
const scoringBytes = GiB;
/** Examples that are drawn at once to score a model by. */
const heldOutExamples = 500;

/** How many steps a network takes, and how many numbers it reads at each. */
function stepsOf(model: ModelSettings, { inputSize, outputSize, scheme, steps = usualSteps }: Sequences) {
  if (model.kind === 'feedforward') return { time: 1, width: steps * inputSize };
  if (scheme !== 'encoder-decoder') return { time: steps, width: inputSize };
  // What first reads and then writes reads what it wrote and a sign beside the input, over twice the steps.
  const found = 'attention' in model && model.attention === 'additive' ? model.hiddenSize : 0;
  return { time: 2 * steps, width: inputSize + outputSize + 1 + found };
}

/** A recurrent network, or a feed-forward one, by its layers. */
function layersOf(model: Exclude<ModelSettings, TransformerSettings>) {
  const { hiddenSize } = model;
  const ways = waysOf(model);
  if (model.kind === 'feedforward') return { cell: undefined, hiddenSize, layers: 1, ways, layerNorm: false };
  const known: readonly string[] = cellKinds;
  const cell = known.includes(model.kind) ? (model.kind as CellKind) : ('lstm' as const); // the largest, of one that is not counted
  return { cell, hiddenSize, layers: model.layers, ways, layerNorm: model.layerNorm };
}

/**
 * Trainable numbers of the model that learns a dataset.
 *
 * @example
 * parametersOf(planJob('palindrome', {}, { settings: { hiddenSize: 128 } }).model, palindrome()); // → 72_458
 */
export function parametersOf(model: ModelSettings, dataset: Sequences): number {
  const head = readoutParameters({
    hiddenSize: waysOf(model) * model.hiddenSize,
    outputSize: dataset.outputSize,
  });
  return bodyParameters(model, stepsOf(model, dataset)) + head.reduce((sum, { count }) => sum + count, 0);
}

function bodyParameters(model: ModelSettings, { time, width }: ReturnType<typeof stepsOf>): number {
  if (model.kind === 'transformer') {
    const { hiddenSize, layers, expansion, positions } = model;
    return transformerParameterCount({
      inputSize: width,
      hiddenSize,
      layers,
      feedForwardSize: expansion * hiddenSize,
      ...(positions === 'learnt' && { learntPositions: time }),
    });
  }
  const { cell, hiddenSize, layers, ways, layerNorm } = layersOf(model);
  const layer = (inputSize: number) =>
    cell ? parameterCount(cell, { inputSize, hiddenSize }) : (inputSize + 1) * hiddenSize;
  const attention = 'attention' in model ? attentionParameters[model.attention](hiddenSize) : 0;
  const norm = layerNorm ? 2 * layers * hiddenSize : 0; // gain and bias
  return ways * (layer(width) + (layers - 1) * layer(ways * hiddenSize) + norm) + attention;
}

/** Trainable numbers of a writer's attention, by its kind. */
const attentionParameters = {
  none: () => 0,
  additive: (hiddenSize: number) => 2 * hiddenSize ** 2 + hiddenSize, // W, U and v
  multiplicative: (hiddenSize: number) => 3 * hiddenSize ** 2, // W, and W_c of twice as many rows
};

/**
 * About how many floating-point operations a training step takes: a product and a sum for each parameter, example and step,
 * forward, and for the gradients of inputs and of weights.
 *
 * @example
 * trainingWork(planJob('parity'), parity()) > 0; // → true
 */
export function trainingWork({ model, settings }: Trained, dataset: Sequences): number {
  return 6 * settings.batchSize * stepsOf(model, dataset).time * parametersOf(model, dataset);
}

/** What the choice of a backend depends on. */
export interface Net {
  /** Floating-point operations of a training step; few unless given. */
  readonly work?: number;
  /** What is computed over a whole sequence at once, where that is a single cell. */
  readonly cell?: string;
  /** How many steps a sequence has; many unless given. */
  readonly steps?: number;
}

/**
 * What the choice of a backend to train on depends on.
 *
 * @example
 * netOf(planJob('parity'), { ...parity(), steps: 12 }).steps; // → 12
 */
export function netOf(trained: Trained, dataset: Sequences): Required<Pick<Net, 'work' | 'steps'>> & Net {
  const { kind } = trained.model;
  return {
    work: trainingWork(trained, dataset),
    steps: stepsOf(trained.model, dataset).time,
    ...(dataset.scheme !== 'encoder-decoder' && { cell: kind }),
  };
}

/** Bytes that a model takes of every example while it goes through it, in batches of so many. */
function bytesByExample(model: ModelSettings, dataset: Sequences, batchSize = 1): number {
  const { width, time } = stepsOf(model, dataset);
  if (model.kind === 'transformer') return 4 * (time * width + transformerNumbers(model, time));
  const { cell, hiddenSize, layers, ways, layerNorm } = layersOf(model);
  const norm = layerNorm ? heldByNorm : { layer: 0, once: 0 };
  const isKept = !cell || 4 * kept[cell] * batchSize * time * hiddenSize <= mostReserveBytes;
  const units = ((cell ? held[cell] - (isKept ? 0 : kept[cell]) : 3) + norm.layer) * hiddenSize;
  const read = time / 2; // of what first reads and then writes
  const looked = 'attention' in model ? heldByAttention[model.attention](hiddenSize) * read ** 2 : 0;
  return (
    4 *
    (time * ways * (width + norm.once * hiddenSize + units + (layers - 1) * (hiddenSize + units)) + looked)
  );
}

/** Numbers by pair of a step written and a step read, as measured. */
const heldByAttention = {
  none: () => 0,
  additive: (hiddenSize: number) => 13 * hiddenSize,
  multiplicative: () => 11,
};

/**
 * Numbers of which the backends hold memory in a training step of a transformer, for each example, as measured: 70 by step and
 * unit of a layer, 20 by step and unit within its feed-forward network, and 11 by pair of steps and head.
 */
function transformerNumbers({ hiddenSize, layers, expansion, heads }: TransformerSettings, time: number) {
  return layers * time * (hiddenSize * (70 + 20 * expansion) + 11 * heads * time);
}

/**
 * About how many bytes a training step takes: of every parameter its value, gradient, clipped gradient, next and best value,
 * and twice what the optimizer remembers of it; what the steps of every example take; and the inputs that wait to be scored.
 *
 * @example
 * trainingBytes(planJob('parity'), parity()) > 0; // → true
 */
export function trainingBytes({ model, optimizer, settings }: Trained, dataset: Sequences): number {
  const copies = 5 + 2 * (remembered[optimizer.kind] ?? 2);
  const { width, time } = stepsOf(model, dataset);
  return (
    4 * copies * parametersOf(model, dataset) +
    settings.batchSize * bytesByExample(model, dataset, settings.batchSize) +
    4 * heldOutExamples * time * width
  );
}

/** How many examples are scored at once. */
export function scoredAtOnce(model: ModelSettings, dataset: Sequences): number {
  return Math.max(1, Math.floor(scoringBytes / bytesByExample(model, dataset)));
}

/** That this machine has too little memory; another may have more. */
export class MemoryError extends RangeError {}

const bytesFree = () => globalThis.process?.availableMemory?.() || Number.POSITIVE_INFINITY;

/** @throws RangeError if that many bytes are not free */
export function requireBytes(subject: string, bytes: number): void {
  if (bytes > bytesFree())
    throw new MemoryError(`${subject} ${inBytes(bytes)} of memory; there are ${inBytes(bytesFree())}`);
}

/** Bytes that there are: WebAssembly addresses 4 GiB, and other backends what the machine has. */
function bytesThere(backend: Job['backend']): number {
  const free = bytesFree();
  return backend === 'node' || backend === 'node-gpu' ? free : Math.min(free, 4 * GiB);
}

/**
 * Refuses what takes more memory to train than there is, before any is taken.
 *
 * @throws RangeError that names how much it is, and which sizes would fit
 */
export function requireMemory(job: Trained & Pick<Job, 'backend'>, dataset: Sequences): void {
  const there = bytesThere(job.backend);
  const bytes = trainingBytes(job, dataset);
  if (bytes <= there) return;
  const { model, settings } = job;
  const sizes: Record<string, (size: number) => Trained> = {
    hiddenSize: (hiddenSize) => ({ ...job, model: { ...model, hiddenSize } }),
    ...('layers' in model && { layers: (layers) => ({ ...job, model: { ...model, layers } }) }),
    batchSize: (batchSize) => ({ ...job, settings: { ...settings, batchSize } }),
  };
  const asked: Record<string, number> = { ...model, ...settings } as never;
  const fitting = Object.entries(sizes).flatMap(([name, at]) => {
    const unit = name === 'hiddenSize' && model.kind === 'transformer' ? 2 * model.heads : 1;
    const fits = (size: number) => trainingBytes(at(size * unit), dataset) <= there;
    const most = unit * largest(Math.ceil(asked[name]! / unit), fits);
    return most > 0 ? [`${name} ${most}`] : [];
  });
  const remedy = fitting.length > 0 ? `at most ${fitting.join(', or ')}` : 'shorter sequences';
  throw new MemoryError(
    `train: a step takes about ${inBytes(bytes)} of memory, and there are ${inBytes(there)}; ${remedy} would fit`,
  );
}

/**
 * Refuses a model that no memory here holds.
 *
 * @throws RangeError that names how many parameters it has
 */
export function requireModelMemory(model: ModelSettings, dataset: Sequences): void {
  const count = parametersOf(model, dataset);
  if (4 * count <= bytesThere('auto')) return;
  throw new MemoryError(
    `model: hiddenSize ${model.hiddenSize}${'layers' in model && model.layers > 1 ? ` in ${model.layers} layers` : ''} makes ${count.toLocaleString('en')} parameters, ${inBytes(4 * count)}; there are ${inBytes(bytesThere('auto'))}`,
  );
}

/** The largest integer below `asked` for which it holds, of what holds for all below one; 0 if for none. */
function largest(asked: number, holds: (size: number) => boolean): number {
  let [low, high] = [0, asked];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Bytes as people read them. */
function inBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(2)).toLocaleString('en')} ${units[power]}`;
}
