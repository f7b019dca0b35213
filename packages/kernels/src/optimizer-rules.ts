import * as tf from '@tensorflow/tfjs';

/** How the kernel of an optimizer maps to the fields of its `tf.train` object. */
export interface Rule {
  readonly kernelName: string;
  /** Whether the kernel covers this configuration. */
  applies(optimizer: tf.Optimizer): boolean;
  /** The state of parameter `i` by its name in the kernel, created as TensorFlow.js creates it. */
  state(optimizer: tf.Optimizer, value: tf.Variable, name: string, i: number): Record<string, tf.Variable>;
  /** Tensors that all parameters share. */
  shared(optimizer: tf.Optimizer): tf.NamedTensorMap;
  attributes(optimizer: tf.Optimizer): Record<string, number | boolean>;
  /** What is left to do once for each step. */
  finish(optimizer: tf.Optimizer): void;
}

interface StateEntry {
  originalName: string;
  variable: tf.Variable;
}

// The fields of the optimizers of TensorFlow.js 4 that are not in its types.
interface SgdFields {
  learningRate: number;
}
interface MomentumFields extends SgdFields {
  m: tf.Scalar;
  useNesterov: boolean;
  accumulations: StateEntry[];
}
interface RmspropFields extends SgdFields {
  decay: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: StateEntry[];
  accumulatedMoments: StateEntry[];
}
interface AdamFields extends SgdFields {
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: StateEntry[];
  accumulatedSecondMoment: StateEntry[];
}

function rule<Fields>(
  kernelName: string,
  parts: {
    applies?: (fields: Fields) => boolean;
    state?: (fields: Fields) => Record<string, { entries: StateEntry[]; suffix: string }>;
    shared?: (fields: Fields) => tf.NamedTensorMap;
    attributes: (fields: Fields) => Record<string, number | boolean>;
    finish?: (fields: Fields) => void;
  },
): Rule {
  const fieldsOf = (optimizer: tf.Optimizer) => optimizer as unknown as Fields;
  return {
    kernelName,
    applies: (optimizer) => parts.applies?.(fieldsOf(optimizer)) ?? true,
    state: (optimizer, value, name, i) =>
      Object.fromEntries(
        Object.entries(parts.state?.(fieldsOf(optimizer)) ?? {}).map(([key, { entries, suffix }]) => {
          entries[i] ??= {
            originalName: `${name}/${suffix}`,
            variable: tf.tidy(() => tf.variable(tf.zerosLike(value), false)),
          };
          return [key, entries[i].variable];
        }),
      ),
    shared: (optimizer) => parts.shared?.(fieldsOf(optimizer)) ?? {},
    attributes: (optimizer) => parts.attributes(fieldsOf(optimizer)),
    finish: (optimizer) => parts.finish?.(fieldsOf(optimizer)),
  };
}

/** By the class name of the optimizer. */
export const rules: Readonly<Record<string, Rule>> = {
  SGD: rule<SgdFields>('SgdUpdate', {
    attributes: ({ learningRate }) => ({ learningRate }),
  }),
  Momentum: rule<MomentumFields>('MomentumUpdate', {
    state: ({ accumulations }) => ({ accumulation: { entries: accumulations, suffix: 'momentum' } }),
    shared: ({ m }) => ({ factor: m }),
    attributes: ({ learningRate, useNesterov }) => ({ learningRate, nesterov: useNesterov }),
  }),
  RMSProp: rule<RmspropFields>('RmspropUpdate', {
    applies: ({ centered }) => !centered,
    state: ({ accumulatedMeanSquares, accumulatedMoments }) => ({
      meanSquare: { entries: accumulatedMeanSquares, suffix: 'rms' },
      moment: { entries: accumulatedMoments, suffix: 'momentum' },
    }),
    attributes: ({ learningRate, decay, momentum, epsilon }) => ({ learningRate, decay, momentum, epsilon }),
  }),
  Adam: rule<AdamFields>('AdamUpdate', {
    state: ({ accumulatedFirstMoment, accumulatedSecondMoment }) => ({
      first: { entries: accumulatedFirstMoment, suffix: 'm' },
      second: { entries: accumulatedSecondMoment, suffix: 'v' },
    }),
    shared: ({ accBeta1, accBeta2 }) => ({ power1: accBeta1, power2: accBeta2 }),
    attributes: ({ learningRate, beta1, beta2, epsilon }) => ({ learningRate, beta1, beta2, epsilon }),
    finish({ accBeta1, accBeta2, beta1, beta2 }) {
      accBeta1.assign(tf.mul(accBeta1, beta1));
      accBeta2.assign(tf.mul(accBeta2, beta2));
    },
  }),
};
