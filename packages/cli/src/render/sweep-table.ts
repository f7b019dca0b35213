import type { StopReason } from '@unrolled/tasks';
import type { MemoryPoint } from './memory-curve.js';
import { percent, stopReasons } from './result.js';
import { table } from './table.js';

interface SweepPoint extends MemoryPoint {
  readonly steps: number;
  readonly seconds: number;
  readonly stopped: StopReason;
}

/** One line a run: what it scored, beside what guessing scores, and what it took. */
export function sweepTable(points: readonly SweepPoint[], chance: number): string {
  const rows = points.map(({ cell, length, accuracy, steps, seconds, stopped }) => [
    cell,
    String(length),
    percent(accuracy),
    percent(chance),
    String(steps),
    `${seconds.toFixed(1)} s`,
    stopReasons[stopped],
  ]);
  return table(['cell', 'length', 'accuracy', 'chance', 'steps', 'time', 'ended'], rows);
}
