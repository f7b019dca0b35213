import * as tf from '@tensorflow/tfjs-core';
import { chronoBias } from '../initializers.js';
import { gatedScan } from '../ops/gated-scan.js';
import { projectGates } from '../ops/project-steps.js';
import { sigmoid } from '../ops/twice-differentiable.js';
import { lastState } from '../steps.js';
import type { Cell } from '../types.js';
import {
  type GateBiasInitializer,
  gateBias,
  gateKernel,
  requireScanOptions,
  type ScanOptions,
} from './gate-parameters.js';

export interface GatedScanOptions extends ScanOptions {
  readonly biasInitializer?: GateBiasInitializer;
}
export type GatedScanParams = {
  readonly inputKernel: tf.Tensor2D; // [I, kH], the candidate last of k gates
  readonly bias?: tf.Tensor1D; // [kH]
};
export type GatedScanState = { readonly h: tf.Tensor2D };
export interface GatedScanCell<Kind extends string> extends Cell<GatedScanParams, GatedScanState> {
  readonly kind: Kind;
  readonly useBias: boolean;
}

/** In what minGRU and minLSTM differ: the gates before the candidate. */
interface Gates {
  readonly count: number;
  /** What the share of what is new is σ of. */
  share<T extends tf.Tensor>(...gates: T[]): T;
  /** Biases by which the state is kept as long as by a gate with this one. */
  keeping(bias: tf.Tensor1D): tf.Tensor1D[];
}

/** h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ n_t with z = σ(share) and the candidate n, none of which sees a state. */
export function gatedScanCell<Kind extends string>(
  where: string,
  kind: Kind,
  options: GatedScanOptions,
  gates: Gates,
): GatedScanCell<Kind> {
  const filled = requireScanOptions(where, options);
  const { inputSize, hiddenSize, useBias, initializer, biasInitializer } = filled;
  if (!useBias && typeof biasInitializer === 'object') {
    throw new TypeError(`${where}: chrono sets a bias, which useBias: false leaves out`);
  }
  const count = gates.count + 1;
  const initialBias = (rng: () => number) =>
    tf.tidy(() => {
      if (typeof biasInitializer === 'string')
        return tf.concat1d(Array.from({ length: count }, () => gateBias(rng, hiddenSize, biasInitializer)));
      const kept = gates.keeping(chronoBias(rng, hiddenSize, biasInitializer.chrono));
      return tf.concat1d([...kept, tf.zeros<tf.Rank.R1>([hiddenSize])]);
    });
  return {
    kind,
    inputSize,
    hiddenSize,
    useBias,
    init: (rng) => ({
      inputKernel: gateKernel(initializer, rng, count, inputSize, hiddenSize),
      ...(useBias && { bias: initialBias(rng) }),
    }),
    initialState: (batchSize) => ({ h: tf.zeros([batchSize, hiddenSize]) }),
    step({ inputKernel: K, bias: b = tf.scalar(0) }, { h }, x) {
      const preactivations = tf.split(tf.add(tf.matMul(x, K), b), count, 1) as tf.Tensor2D[];
      const z = sigmoid(gates.share(...preactivations.slice(0, -1)));
      const n = preactivations.at(-1)!;
      const next: tf.Tensor2D = tf.add(tf.mul(tf.sub(1, z), h), tf.mul(z, n));
      return [{ h: next }, next];
    },
    sequence({ inputKernel: K, bias: b }, x, { initialState, mask, reverse = false }) {
      const preactivations = projectGates(x, K, b, count);
      const gate = gates.share(...preactivations.slice(0, -1));
      const read = { x: preactivations.at(-1)!, gate, initialHidden: initialState.h, ...(mask && { mask }) };
      const [outputs] = gatedScan(read, { reverse });
      return { outputs, finalState: { h: lastState(outputs, reverse) } };
    },
  };
}
