import type { HeatMap } from '../data/chart.js';
import type { Answer } from './answer.js';
import { inputAt } from './input-at.js';

/**
 * How much each output looked at each step that was read, a row an output.
 *
 * @param weights [outputs][inputs], each row one in all
 * @param inputs what was read at each step, to name the columns; their numbers from 1 unless given
 * @param outputs what was written, to name the rows; their numbers from 1 unless given
 */
export function attentionMap(
  title: string,
  weights: readonly (readonly number[])[],
  inputs?: readonly string[],
  outputs?: readonly string[],
): HeatMap {
  return {
    kind: 'heat-map',
    title,
    xLabel: inputs ? 'read, step by step' : 'step read',
    yLabel: outputs ? 'written' : 'step written',
    valueLabel: 'α',
    columns: Array.from(weights[0]!, (_, k) => inputs?.[k] ?? String(k + 1)),
    rows: weights.map((_, t) => outputs?.[t] ?? String(t + 1)),
    values: weights,
    range: [0, 1],
  };
}

/** The same of an answer, where the model has attention: rows and columns named by what was written and read. */
export function attentionOf(title: string, { batch, prediction }: Answer): HeatMap | undefined {
  const { attention, output } = prediction;
  if (!attention) return undefined;
  const read = Array.from(
    attention[0]!,
    (_, t) => inputAt(batch.inputs, t)?.replace(' ', '') ?? String(t + 1),
  );
  return attentionMap(title, attention, read, output.length === attention.length ? [...output] : undefined);
}
