import * as tf from '@tensorflow/tfjs';
import { type Cell, glorot, gruCell, type Initializer, lstmCell, rnnCell, stackCells } from '@unrolled/cells';
import type { Initialization, ModelSettings } from './model.js';

export const cellNames = ['rnn', 'gru', 'lstm'] as const;
export type CellName = (typeof cellNames)[number];

/** With the identity for recurrent kernels nothing decays, so that inputs as large as usual would pile up. */
const inputInitializers: Readonly<Record<Initialization, Initializer>> = {
  orthogonal: 'glorot',
  uniform: 'uniform',
  identity: (rng, shape) => tf.tidy(() => tf.mul(0.3, glorot(rng, shape))),
};

/**
 * A cell as the settings describe it, or a stack of them.
 *
 * @throws RangeError if hiddenSize or layers is not a positive integer
 */
export function createCell(
  name: CellName,
  inputSize: number,
  { hiddenSize, layers, activation, initialization, forgetBias, chrono }: ModelSettings,
): Cell {
  const uniform = initialization === 'uniform';
  const biasInitializer = uniform ? 'uniform' : 'zeros';
  const gateBias = chrono ? { chrono } : biasInitializer;
  const layer = (inputSize: number): Cell => {
    const options = {
      inputSize,
      hiddenSize,
      initializer: inputInitializers[initialization],
      recurrentInitializer: initialization,
    } as const;
    const cells = {
      rnn: () => rnnCell({ ...options, activation, biasInitializer }),
      gru: () => gruCell({ ...options, biasInitializer: gateBias }),
      lstm: () => lstmCell({ ...options, biasInitializer: gateBias, ...(!chrono && { forgetBias }) }),
    };
    return cells[name]() as unknown as Cell;
  };
  if (layers === 1) return layer(inputSize);
  return stackCells(
    Array.from({ length: layers }, (_, index) => layer(index === 0 ? inputSize : hiddenSize)),
  );
}
