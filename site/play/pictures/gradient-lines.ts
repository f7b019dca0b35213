import type { LineChart } from '@unrolled/charts';
import type { Flow } from '../worker/messages.js';

/** What is nothing has no logarithm. */
const power = (norm: number) => Math.log10(Math.max(norm, 1e-30));
const overSteps = (norms: readonly number[]) => norms.map((norm, t) => [t + 1, power(norm)] as const);
const axes = { xLabel: 'time step t', yLabel: 'power of ten' };

/** What arrives at each time step now, below what the weights allow. */
export const gradientLines = (norms: readonly number[], bound: readonly number[]): LineChart => ({
  title: '‖∂L/∂h_t‖ now, and its bound by ‖W‖',
  ...axes,
  series: [
    { name: 'bound (γ‖W‖)^(T−t)·‖∂L/∂h_T‖', reference: true, points: overSteps(bound) },
    { name: 'arrives', points: overSteps(norms) },
  ],
});

/** How much of a change of each state is left in the last one. */
export const flowLines = ({ measured, bound }: Flow): LineChart => ({
  title: '‖∂s_T/∂s_t‖ over one example, and its bound',
  ...axes,
  series: [
    { name: 'bound', reference: true, points: overSteps(bound) },
    { name: 'measured', points: overSteps(measured) },
  ],
});
