import type { JacobianStudy } from '@unrolled/analysis';
import type { Confusion, RunRecord } from '@unrolled/tasks';
import type { Answer } from '../runs/answer.js';
import type { Run, Sequences } from '../runs/run.js';

/** What a report needs of one run, as plain data. */
export interface ReportedRun {
  /** What the page calls it, such as its folder. */
  readonly name: string;
  readonly record: RunRecord;
  readonly dataset: Sequences;
  /** The command that repeats it. */
  readonly command: string;
  /** Absent where the run has kept no weights yet. */
  readonly trained?: TrainedModel;
}

/** What was asked of a run's weights. */
export interface TrainedModel {
  /** Trainable numbers. */
  readonly parameters: number;
  /** To fresh examples; the hidden state is shown over the first. */
  readonly answers: readonly Answer[];
  /** Where every example is one of a few classes. */
  readonly confusion?: Confusion;
  /** How the gradient runs through time on one example, where that was studied. */
  readonly flow?: JacobianStudy;
}

/** A run with its record read. */
export interface PageRun extends Run, Omit<ReportedRun, 'record'> {}
