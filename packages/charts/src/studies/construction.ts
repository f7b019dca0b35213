import type { ConstructionCheck, Rows } from '@unrolled/analysis';
import type { Words } from '../data/words.js';

/**
 * The weights, the truth table and the outcome of the check.
 *
 * @example
 * console.log(inCharacters(describeConstruction(await construct('parity', { maxLength: 3 })), { unicode: true }));
 */
export function describeConstruction(check: ConstructionCheck): Words {
  const { name, computes, network, truthTable, maxLength, checked, wrong } = check;
  const weights = network.layers.flatMap((layer, i) => [
    `layer ${i + 1}: ${layer.hiddenSize} ${layer.hiddenSize === 1 ? 'unit' : 'units'}, ${layer.activation}`,
    `  input kernel      ${matrix(layer.inputKernel)}`,
    `  recurrent kernel  ${matrix(layer.recurrentKernel)}`,
    `  bias              ${vector(layer.bias)}`,
    `  initial state     ${vector(layer.initialHidden)}`,
  ]);
  const { activation, outputKernel, outputBias } = network.readout;
  const rows = truthTable.map(({ inputs, outputs }) => [sequence(inputs), sequence(outputs)]);
  return [
    `${name}: ${computes}`,
    '',
    ...weights,
    `readout: ${activation}`,
    `  output kernel     ${matrix(outputKernel)}`,
    `  output bias       ${vector(outputBias)}`,
    '',
    { head: ['inputs', 'outputs'], rows },
    '',
    `${checked.toLocaleString('en-US')} sequences of 1 to ${maxLength} steps checked, ${wrong} wrong`,
  ];
}

const vector = (values: readonly number[]) => `[${values.join(', ')}]`;
const matrix = (rows: Rows) => `[${rows.map(vector).join(', ')}]`;
/** One step after the other; a step of several values keeps them together. */
const sequence = (rows: Rows) =>
  rows.map((row) => row.map((value) => Number(value.toFixed(3))).join('')).join(' ');
