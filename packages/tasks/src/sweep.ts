import type { CellName } from './model.js';
import type { RunStore } from './run-store.js';
import type { Task, TrainingSettings } from './task.js';
import { type TrainEvent, type TrainResult, train } from './train.js';

export interface SweepOptions {
  readonly cells: readonly CellName[];
  /** One task for each point of the curve. */
  readonly tasks: readonly Task[];
  readonly seed?: number;
  readonly settings?: Partial<TrainingSettings>;
  /** Where each run is kept; nowhere unless given. */
  readonly storeFor?: (cell: CellName, task: Task) => RunStore;
  readonly signal?: AbortSignal;
}

/** One trained point of a sweep. */
export interface SweepRow {
  readonly cell: CellName;
  readonly task: Task;
  readonly result: TrainResult;
}

export type SweepEvent = { readonly cell: CellName; readonly task: Task; readonly event: TrainEvent };

/** Trains every cell on every task, one after the other. After an interruption the rows so far are returned. */
export async function* sweep(options: SweepOptions): AsyncGenerator<SweepEvent, SweepRow[]> {
  const { cells, tasks, storeFor, ...shared } = options;
  const rows: SweepRow[] = [];
  for (const task of tasks) {
    for (const cell of cells) {
      const store = storeFor?.(cell, task);
      const run = train(task, { cell, ...(store && { store }), ...shared });
      for await (const event of run) {
        yield { cell, task, event };
        if (event.type === 'done') rows.push({ cell, task, result: event.result });
      }
      if (options.signal?.aborted) return rows;
    }
  }
  return rows;
}
