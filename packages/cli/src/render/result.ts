import type { Task, TrainResult } from '@unrolled/tasks';

/** A share in [0, 1] as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Why training ended, in words. */
export const stopReasons = {
  converged: 'converged',
  steps: 'all steps used',
  interrupted: 'interrupted',
} as const;

/** What came of a run, for a person. */
export function describeResult(task: Task, cell: string, result: TrainResult): string {
  const { accuracy, loss, baseline, steps, seconds, stopped, run } = result;
  return [
    `${task.name} (${Object.entries(task.options)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}), ${cell}`,
    `  accuracy  ${percent(accuracy)} on 2,000 fresh examples (chance ${percent(baseline.value)})`,
    `  loss      ${loss.toPrecision(4)} nats`,
    `  training  ${steps} steps in ${seconds.toFixed(1)} s, ${stopReasons[stopped]}`,
    ...(run ? [`  kept in   ${run}`] : []),
  ].join('\n');
}
