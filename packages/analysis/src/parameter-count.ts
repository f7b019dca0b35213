import { requireChoice, requireFitting, requireSizes } from './require.js';

/** The recurrent cells whose parameters are counted and whose Jacobians are known. */
export type CellKind = 'rnn' | 'skip-rnn' | 'gru' | 'lstm' | 'min-gru' | 'min-lstm' | 'lru';

/** Of the linear recurrent unit: the two parts of a complex number. */
const gates: Record<CellKind, number> = {
  rnn: 1,
  'skip-rnn': 1,
  gru: 3,
  lstm: 4,
  'min-gru': 2,
  'min-lstm': 3,
  lru: 2,
};
export const cellKinds = Object.keys(gates) as CellKind[];

/** A parameter by name, its shape and how many numbers it holds. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
}

/** The options of a cell that decide which parameters it has. */
export interface CellOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** true unless given. */
  readonly useBias?: boolean;
  /** For the GRU, true unless given: with a second bias, which the reset gate scales. */
  readonly resetAfter?: boolean;
}

/**
 * The parameters of one cell with d inputs and n units, in the names and shapes of the tfjs cells.
 *
 * @throws RangeError if a size is not a positive integer; TypeError if the cell is unknown
 * @example
 * cellParameters('rnn', { inputSize: 10, hiddenSize: 64 }).map(({ name, shape }) => [name, shape]);
 * // → [['inputKernel', [10, 64]], ['recurrentKernel', [64, 64]], ['bias', [64]]]
 */
export function cellParameters(kind: CellKind, options: CellOptions): ParameterShape[] {
  return shapesOf('cellParameters', kind, options);
}

/**
 * A linear readout's parameters: outputKernel [hiddenSize, outputSize] and outputBias [outputSize].
 *
 * @example
 * readoutParameters({ hiddenSize: 64, outputSize: 10 }).map(({ shape }) => shape); // → [[64, 10], [10]]
 */
export function readoutParameters(options: {
  hiddenSize: number;
  outputSize: number;
  useBias?: boolean;
}): ParameterShape[] {
  const { hiddenSize, outputSize, useBias = true } = options;
  requireSizes('readoutParameters', { hiddenSize, outputSize });
  return [
    parameter('outputKernel', hiddenSize, outputSize),
    ...(useBias ? [parameter('outputBias', outputSize)] : []),
  ];
}

/**
 * Trainable numbers in a cell with d inputs and n units: gates · (n·d + n² + n), with 1, 3 and 4 gates for
 * the plain RNN, the GRU and the LSTM. Without biases the last n falls away; a GRU with the reset after the
 * product (the default, as in cuDNN) has it twice; an RNN that also looks two steps back has n² twice. Without a recurrent
 * kernel, n² falls away: 2(n·d + n) for minGRU, 3(n·d + n) for minLSTM; 2n² + 3n·d + 4n for the LRU.
 *
 * @throws RangeError if a size is not a positive integer; TypeError if the cell is unknown
 * @example
 * parameterCount('lstm', { inputSize: 10, hiddenSize: 128 }); // → 71_168
 */
export function parameterCount(kind: CellKind, options: CellOptions): number {
  return total(shapesOf('parameterCount', kind, options));
}

export interface ModelOptions extends Omit<CellOptions, 'hiddenSize'> {
  readonly cell: CellKind;
  /** Units of each layer, the first layer first. */
  readonly hiddenSizes: readonly number[];
  readonly outputSize: number;
  /** A second cell in every layer that reads backwards; the layers above see both. */
  readonly bidirectional?: boolean;
  /** Gain and bias for what every layer says. */
  readonly layerNorm?: boolean;
}

/**
 * Every parameter of a stack of cells with a linear readout, named `layer.name` (`layer.reverse.name` for the
 * cell that reads backwards, `layer.norm.name` for a layer normalisation), and their total.
 *
 * @throws RangeError if a size is not a positive integer or there is no layer; TypeError if the cell is unknown
 * @example
 * modelParameters({ cell: 'lstm', inputSize: 10, hiddenSizes: [128], outputSize: 10 }).total; // → 72_458
 */
export function modelParameters(options: ModelOptions): {
  readonly parameters: readonly ParameterShape[];
  readonly total: number;
} {
  const { cell, inputSize, hiddenSizes, outputSize, bidirectional = false, layerNorm, ...choices } = options;
  if (hiddenSizes.length === 0) {
    throw new RangeError('modelParameters: hiddenSizes must name at least one layer, received []');
  }
  const parameters: ParameterShape[] = [];
  let width = inputSize;
  hiddenSizes.forEach((hiddenSize, layer) => {
    for (const direction of bidirectional ? ['', 'reverse.'] : ['']) {
      const shapes = shapesOf('modelParameters', cell, { inputSize: width, hiddenSize, ...choices });
      parameters.push(...shapes.map((shape) => ({ ...shape, name: `${layer}.${direction}${shape.name}` })));
    }
    width = bidirectional ? 2 * hiddenSize : hiddenSize;
    if (layerNorm) parameters.push(...normParameters(`${layer}.norm`, width));
  });
  parameters.push(...readoutParameters({ hiddenSize: width, outputSize, useBias: choices.useBias ?? true }));
  return { parameters, total: total(parameters) };
}

export interface TransformerOptions {
  readonly inputSize: number;
  /** The width d of every position; the number of heads changes nothing. */
  readonly hiddenSize: number;
  readonly layers: number;
  /** Units within each block; 4d unless given. */
  readonly feedForwardSize?: number;
  /** How many positions are learnt; none unless given. */
  readonly learntPositions?: number;
}

/**
 * Trainable numbers in a causal transformer of pre-norm blocks with d units, m within each of L blocks, k inputs and p learnt
 * positions: (k + 3 + p)·d + L(4d² + 2d·m + 6d + m).
 *
 * @throws RangeError if a size is not a positive integer
 * @example
 * transformerParameterCount({ inputSize: 10, hiddenSize: 64, layers: 2 }); // → 100_416
 */
export function transformerParameterCount(options: TransformerOptions): number {
  const {
    inputSize: k,
    hiddenSize: d,
    layers,
    m,
    p,
  } = transformerSizes('transformerParameterCount', options);
  return (k + 3 + p) * d + layers * (4 * d ** 2 + 2 * d * m + 6 * d + m);
}

function transformerSizes(where: string, options: TransformerOptions) {
  const { inputSize, hiddenSize, layers, feedForwardSize: m = 4 * hiddenSize, learntPositions } = options;
  requireSizes(where, { inputSize, hiddenSize, layers, feedForwardSize: m });
  if (learntPositions !== undefined) requireSizes(where, { learntPositions });
  return { inputSize, hiddenSize, layers, m, p: learntPositions ?? 0 };
}

/**
 * Every parameter of a causal transformer of pre-norm blocks, in the names and shapes of `transformer` of `@unrolled/cells`.
 *
 * @throws RangeError if a size is not a positive integer
 * @example
 * transformerParameters({ inputSize: 10, hiddenSize: 64, layers: 2 })[0]; // → { name: 'input.kernel', shape: [10, 64], count: 640 }
 */
export function transformerParameters(options: TransformerOptions): ParameterShape[] {
  const { inputSize, hiddenSize: d, layers, m, p } = transformerSizes('transformerParameters', options);
  const affine = (name: string, from: number, to: number) => [
    parameter(`${name}.kernel`, from, to),
    parameter(`${name}.bias`, to),
  ];
  const norm = (name: string) => normParameters(name, d);
  const block = (at: string) => [
    ...norm(`${at}.attentionNorm`),
    ...['query', 'key', 'value'].map((name) => parameter(`${at}.${name}`, d, d)),
    ...affine(`${at}.output`, d, d),
    ...norm(`${at}.feedForwardNorm`),
    ...affine(`${at}.up`, d, m),
    ...affine(`${at}.down`, m, d),
  ];
  return [
    ...affine('input', inputSize, d),
    ...(p === 0 ? [] : [parameter('positions', p, d)]),
    ...Array.from({ length: layers }, (_, l) => block(`blocks.l${l}`)).flat(),
    ...norm('norm'),
  ];
}

/** Of a layer normalisation. */
const normParameters = (name: string, size: number) => [
  parameter(`${name}.gain`, size),
  parameter(`${name}.bias`, size),
];

function shapesOf(where: string, kind: CellKind, options: CellOptions): ParameterShape[] {
  const { inputSize: d, hiddenSize: n, useBias = true, resetAfter = true } = options;
  requireChoice(where, 'cell', kind, cellKinds);
  requireFitting(where, kind, { resetAfter: options.resetAfter });
  requireSizes(where, { inputSize: d, hiddenSize: n });
  const width = gates[kind] * n;
  if (kind === 'lru')
    return [
      ...['logDecay', 'logPhase', 'logScale'].map((name) => parameter(name, n)),
      parameter('inputKernel', d, width),
      parameter('stateKernel', width, n),
      parameter('feedthroughKernel', d, n),
      ...(useBias ? [parameter('bias', n)] : []),
    ];
  return [
    parameter('inputKernel', d, width),
    ...(kind === 'min-gru' || kind === 'min-lstm' ? [] : [parameter('recurrentKernel', n, width)]),
    ...(kind === 'skip-rnn' ? [parameter('skipKernel', n, width)] : []),
    ...(useBias ? [parameter('bias', width)] : []),
    ...(useBias && kind === 'gru' && resetAfter ? [parameter('recurrentBias', width)] : []),
  ];
}

function parameter(name: string, ...shape: readonly number[]): ParameterShape {
  return { name, shape, count: shape.reduce((product, size) => product * size, 1) };
}

const total = (shapes: readonly ParameterShape[]) => shapes.reduce((sum, { count }) => sum + count, 0);
