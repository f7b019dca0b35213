import {
  between,
  finite,
  integer,
  nonNegative,
  type OptionSchemas,
  type OptionValues,
  oneOf,
  option,
  positive,
  trueOrFalse,
} from '@unrolled/datasets/options';
import * as v from 'valibot';

const size = {
  hiddenSize: option(integer(1), 'hidden units in each layer', 128, { flag: 'hidden', value: 'units' }),
};

/** What every network that reads step by step can be told. */
const sequential = {
  ...size,
  layers: option(integer(1, 1000), 'layers, stacked', 1, { value: 'count' }),
  /**
   * Nothing, the true previous output (Williams & Zipser 1989), or ever more often its own (scheduled
   * sampling, Bengio et al. 2015).
   */
  feedback: option(
    oneOf(['none', 'teacher-forcing', 'scheduled-sampling']),
    'what the decoder of an encoder-decoder is fed',
    'none',
  ),
};

/** What every network around a recurrent cell can be told. */
const recurrent = {
  ...sequential,
  /**
   * `orthogonal`: recurrent kernels, where there are any, orthogonal, the others Glorot, biases zero. `uniform`: everything uniform
   * in ±1/√H, as PyTorch does. `identity`: the identity for recurrent kernels, input kernels 0.3 times
   * Glorot's (after Le, Jaitly & Hinton 2015).
   */
  initialization: option(
    oneOf(['orthogonal', 'uniform', 'identity']),
    'how weights are initialized',
    'orthogonal',
  ),
  /** Nothing but the last state, or every state: before each step (Bahdanau et al. 2015), or after it (Luong et al. 2015). */
  attention: option(
    oneOf(['none', 'additive', 'multiplicative']),
    'by which score the decoder of an encoder-decoder looks at what was read',
    'none',
  ),
  /** Variational dropout: the same numbers at every step of a sequence; Gal & Ghahramani 2016. */
  dropout: option(
    v.pipe(
      nonNegative,
      v.check((share) => share < 1, 'a number from 0 to below 1'),
    ),
    'share of the numbers that recurrent layers do not read while training',
    0,
    { value: 'share' },
  ),
  residual: option(trueOrFalse, 'every recurrent layer but the lowest adds to what it reads', false),
  /** Ba, Kiros & Hinton 2016, of what a layer says, not within its recurrence. */
  layerNorm: option(trueOrFalse, 'what every recurrent layer says is normalised', false),
  bidirectional: option(trueOrFalse, 'a second cell in every recurrent layer reads backwards', false),
};

const plain = {
  ...recurrent,
  activation: option(
    oneOf(['tanh', 'relu', 'sigmoid']),
    'activation of a plain RNN, or behind an LRU',
    'tanh',
  ),
};

const chrono = {
  /** Chrono initialization, Tallec & Ollivier 2018. It takes the place of the forget bias. */
  chrono: option(
    v.pipe(
      nonNegative,
      v.check((steps) => steps === 0 || steps >= 2, '0 or a number of at least 2'),
    ),
    'initial gate biases for dependencies this long; 0 for none',
    0,
    { value: 'steps' },
  ),
};

/** Where the eigenvalues of a linear recurrent unit begin; Orvieto et al. 2023. */
const ring = {
  minRadius: option(between(0, 1), 'of an LRU: the least that a unit keeps of its state in a step', 0.9, {
    value: 'share',
  }),
  maxRadius: option(between(0, 1), 'of an LRU: the most, below 1', 0.999, { value: 'share' }),
  maxPhase: option(positive, 'of an LRU: the most that a unit turns in a step', 6.283, { value: 'radians' }),
};

/** A model that can be trained: what it can be told and, for a recurrent cell, where the cell is. */
export interface ModelSpec {
  readonly settings: OptionSchemas;
  /** What it trains with unless told otherwise, where what a task chose for recurrent cells would not do. */
  readonly usual?: Readonly<Record<string, string | number>>;
  /** False of a cell without a recurrent kernel, which is then not told how to begin it. */
  readonly recurrentKernel?: false;
  /** A module with the cell's factory, `skipRnnCell` for `skip-rnn`; a model without one is no recurrence. */
  readonly load?: () => Promise<object>;
}

/** Every model by its kind. A factory is given the settings that have the names of its options. */
export const models = {
  rnn: { settings: plain, load: () => import('@unrolled/cells/rnn-cell') },
  'skip-rnn': { settings: plain, load: () => import('@unrolled/cells/skip-rnn-cell') },
  gru: {
    settings: { ...recurrent, ...chrono },
    load: () => import('@unrolled/cells/gru-cell'),
  },
  lstm: {
    settings: {
      ...recurrent,
      forgetBias: option(finite, "added to the initial bias of an LSTM's forget gate", 1, { value: 'value' }),
      ...chrono,
    },
    load: () => import('@unrolled/cells/lstm-cell'),
  },
  'min-gru': {
    settings: { ...recurrent, ...chrono },
    recurrentKernel: false,
    load: () => import('@unrolled/cells/min-gru-cell'),
  },
  'min-lstm': {
    settings: { ...recurrent, ...chrono },
    recurrentKernel: false,
    load: () => import('@unrolled/cells/min-lstm-cell'),
  },
  lru: {
    settings: { ...plain, ...ring },
    recurrentKernel: false,
    load: () => import('@unrolled/cells/lru-cell'),
  },
  transformer: {
    settings: {
      ...sequential,
      heads: option(integer(1), 'of a transformer: heads of attention in each layer', 4, { value: 'count' }),
      expansion: option(integer(1), 'of a transformer: times as many units within a layer', 4, {
        value: 'times',
      }),
      /** Added sines (Vaswani et al. 2017), added vectors that are learnt, or queries and keys turned (Su et al. 2021). */
      positions: option(
        oneOf(['rotary', 'sinusoidal', 'learnt']),
        'how a transformer knows where something stands',
        'rotary',
      ),
    },
    usual: { hiddenSize: 64, layers: 2, learningRate: 1e-3 },
  },
  feedforward: { settings: size },
} satisfies Readonly<Record<string, ModelSpec>>;

export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as ModelName[];
/** The kinds that are recurrent cells. */
export type CellName = {
  [K in ModelName]: (typeof models)[K] extends { load: unknown } ? K : never;
}[ModelName];
export const cellNames = modelNames.filter((name): name is CellName => 'load' in models[name]);
/**
 * Every model that reads sequences of any length, the usual one first.
 *
 * @example
 * sequenceModels('gru')[0]; // → 'gru'
 */
export const sequenceModels = (usual: ModelName): ModelName[] => [
  ...new Set([usual, ...modelNames.filter((name) => name !== 'feedforward')]),
];

/** A model as it is trained: its kind, and the settings of that kind. */
export type ModelSettings = {
  [K in ModelName]: { readonly kind: K } & Readonly<OptionValues<(typeof models)[K]['settings']>>;
}[ModelName];
export type RecurrentSettings = Extract<ModelSettings, { readonly kind: CellName }>;
export type TransformerSettings = Extract<ModelSettings, { readonly kind: 'transformer' }>;
export type FeedForwardSettings = Extract<ModelSettings, { readonly kind: 'feedforward' }>;

/**
 * @example
 * [isRecurrent(planJob('parity').model), isRecurrent(planJob('palindrome', {}, { model: 'transformer' }).model)]; // → [true, false]
 */
export const isRecurrent = (settings: ModelSettings): settings is RecurrentSettings =>
  'load' in models[settings.kind];

/**
 * How many ways a model reads a sequence: 2 where a second cell in every layer reads backwards.
 *
 * @example
 * waysOf(planJob('palindrome', {}, { settings: { bidirectional: true } }).model); // → 2
 */
export const waysOf = (settings: ModelSettings): 1 | 2 =>
  'bidirectional' in settings && settings.bidirectional ? 2 : 1;

/**
 * Whether a model reads sequences of the length alone that it was trained on, and why; undefined if of any length.
 *
 * @example
 * [boundToLength(planJob('palindrome').model), boundToLength(planJob('palindrome', {}, { model: 'feedforward' }).model)];
 * // → [undefined, 'a feed-forward network has weights of its own for every step']
 */
export function boundToLength(settings: ModelSettings): string | undefined {
  if (settings.kind === 'feedforward') return 'a feed-forward network has weights of its own for every step';
  if (settings.kind === 'transformer' && settings.positions === 'learnt')
    return 'it has learnt so many positions and no more';
  return undefined;
}
