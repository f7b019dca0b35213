import type { EpochRecord, Task } from '@unrolled/tasks';
import type { LineChart } from './chart.js';
import { gradientNorms } from './gradient-norm.js';
import { trainingCurves } from './training-curves.js';

/** The charts of a run, by the names of their files. */
export function runCharts(
  task: Task,
  cell: string,
  history: readonly EpochRecord[],
): Readonly<Record<string, LineChart>> {
  const { baseline } = task.dataset;
  const name = `${task.name}, ${cell}`;
  const { loss, accuracy } = trainingCurves(
    name,
    history,
    baseline.metric === 'accuracy' ? baseline.value : undefined,
  );
  const recorded = history.filter(({ stateGradientNorms }) => stateGradientNorms);
  const shown = [...new Set([recorded[0], recorded.at(-1)])].filter((epoch) => epoch !== undefined);
  return {
    loss,
    ...(accuracy && { accuracy }),
    ...(shown.length > 0 && {
      'gradient-norms': gradientNorms(
        `${name}: gradient by time step`,
        shown.map(({ epoch, stateGradientNorms }) => ({
          name: `epoch ${epoch}`,
          norms: stateGradientNorms!.map((norm, t) => ({ step: t + 1, norm })),
        })),
      ),
    }),
  };
}
