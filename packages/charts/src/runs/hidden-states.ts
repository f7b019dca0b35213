import type { HeatMap } from '../data/chart.js';

/**
 * The hidden state over a sequence, a row a unit.
 *
 * @param states [time][unit]
 * @param inputs what was read at each step, to name the columns; their numbers from 1 unless given
 * @example
 * hiddenStates('Hidden state', [[0.1, -0.2], [0.3, 0.4]], ['a', 'b']).kind; // → 'heat-map'
 */
export function hiddenStates(
  title: string,
  states: readonly (readonly number[])[],
  inputs?: readonly (string | number)[],
): HeatMap {
  const units = states[0]!.length;
  // The range of tanh, or more where a ReLU leaves it.
  const limit = Math.max(1, ...states.map((state) => Math.max(...state.map(Math.abs))));
  return {
    kind: 'heat-map',
    title,
    xLabel: inputs ? 'input, step by step' : 'time step t',
    yLabel: 'hidden unit',
    valueLabel: 'h',
    columns: states.map((_, t) => String(inputs?.[t] ?? t + 1)),
    rows: Array.from({ length: units }, (_, unit) => String(unit + 1)),
    values: Array.from({ length: units }, (_, unit) => states.map((state) => state[unit]!)),
    range: [-limit, limit],
  };
}
