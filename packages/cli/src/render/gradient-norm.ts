import type { LineChart } from './chart.js';

/** How much of the loss's gradient arrives at every time step, a line a network, on a log axis. */
export function gradientNorms(
  title: string,
  networks: readonly {
    readonly name: string;
    readonly norms: readonly { readonly step: number; readonly norm: number }[];
  }[],
): LineChart {
  return {
    title,
    xLabel: 'time step t',
    yLabel: '‖∂L/∂h_t‖',
    logarithmic: true,
    series: networks.map(({ name, norms }) => ({
      name,
      // Zero has no place on a log axis.
      points: norms.filter(({ norm }) => norm > 0).map(({ step, norm }) => [step, norm] as const),
    })),
  };
}
