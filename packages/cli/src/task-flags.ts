import type { Initialization, OptimizerName, TaskOptions, TrainingSettings } from '@unrolled/tasks';

/** The flags that make a task. */
export interface TaskFlags {
  readonly length?: number;
  readonly encoding?: string;
}

/** The flags that differ from a task's own training settings. */
export interface SettingFlags {
  readonly hidden?: number;
  readonly batch?: number;
  readonly steps?: number;
  readonly learningRate?: number;
  readonly optimizer?: OptimizerName;
  readonly clipNorm?: number;
  readonly initialization?: Initialization;
  readonly forgetBias?: number;
}

export function taskOptions({
  length,
  encoding,
}: Omit<TaskFlags, 'length'> & { length?: unknown }): TaskOptions {
  return defined({ length, encoding }) as TaskOptions;
}

export function trainingSettings(flags: SettingFlags): Partial<TrainingSettings> {
  const { hidden, batch, steps, learningRate, optimizer, clipNorm, initialization, forgetBias } = flags;
  const same = { steps, learningRate, optimizer, clipNorm, initialization, forgetBias };
  return defined({ hiddenSize: hidden, batchSize: batch, ...same });
}

/** The entries that were given; a flag left out leaves the default alone. */
function defined(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
