import { type Cell, gruCell, lstmCell, rnnCell, stackCells } from '@unrolled/cells';
import type { ModelSettings } from './model.js';

export const cellNames = ['rnn', 'gru', 'lstm'] as const;
export type CellName = (typeof cellNames)[number];

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
      initializer: uniform ? 'uniform' : 'glorot',
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
