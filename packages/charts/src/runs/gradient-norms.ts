import type { LineChart } from '../data/chart.js';
import { panels } from '../data/panels.js';
import type { EpochScores } from './run.js';

/**
 * How much of the loss's gradient arrives at every time step, from the first on, a line a network, on a log axis.
 *
 * @example
 * gradientNorms('Gradient by time step', [{ name: 'rnn', norms: [1e-4, 1e-2, 1] }]).logarithmic; // → true
 */
export function gradientNorms(
  title: string,
  networks: readonly { readonly name: string; readonly norms: readonly number[] }[],
): LineChart {
  return {
    title,
    xLabel: 'time step t',
    yLabel: '‖∂L/∂h_t‖',
    logarithmic: true,
    series: networks.map(({ name, norms }) => ({
      name,
      // Zero has no place on a log axis.
      points: norms.flatMap((norm, t) => (norm > 0 ? [[t + 1, norm] as const] : [])),
    })),
  };
}

/** ‖∂L/∂h_t‖ where runs recorded it: of each the epoch that was kept, or the last, and of a single run the first, too. */
export function gradientCharts(
  title: string,
  runs: readonly {
    readonly name: string;
    readonly history: readonly EpochScores[];
    readonly kept?: number | undefined;
  }[],
): LineChart[] {
  const recorded = runs.filter(recordsGradients);
  const alone = recorded.length === 1;
  const networks = recorded.flatMap(({ name, history, kept }) => {
    const shown = history.find(({ epoch }) => epoch === kept) ?? history.at(-1)!;
    const epochs = alone ? [...new Set([history[0]!, shown])] : [shown];
    return epochs.map(({ epoch, stateGradientNorms = [] }) => ({
      name: alone ? `epoch ${epoch}` : `${name}, epoch ${epoch}`,
      norms: stateGradientNorms,
    }));
  });
  const { series, ...chart } = gradientNorms(title, networks);
  return panels(chart, series);
}

export function recordsGradients({ history }: { readonly history: readonly EpochScores[] }): boolean {
  return history.some(({ stateGradientNorms }) => stateGradientNorms);
}
