// What goes between the page and the worker that trains.
import type { Complex } from '@unrolled/analysis';
import type { HeatMap, LineChart, Sequences } from '@unrolled/charts';
import type { Job, TrainResult } from '@unrolled/tasks';

/** The files of a run by name, as they lie in its folder. */
export type RunFolder = Readonly<Record<string, Uint8Array>>;

/** What the page asks for. */
export type Order =
  /** Has what every network needs loaded, before one is asked for. */
  | { readonly type: 'prepare'; readonly threads: number }
  /** Trains a job from its beginning, or from where a run of it stands. */
  | { readonly type: 'train'; readonly job: Job; readonly from?: RunFolder; readonly paused?: boolean }
  | { readonly type: 'pause' }
  | { readonly type: 'go' }
  /** One training step, and then no more. */
  | { readonly type: 'step' }
  /** What the present weights answer to a question as a person writes it. */
  | { readonly type: 'ask'; readonly words: readonly string[] }
  /** What they say to a digit that was drawn: 28 rows of 28, 0 for paper to 255 for ink. */
  | { readonly type: 'show'; readonly pixels: Uint8Array }
  /** Back to a moment that was kept, and wait there. */
  | { readonly type: 'rewind'; readonly step: number }
  /** The folder of the run as it stands: training is interrupted, kept, and goes on from there. */
  | { readonly type: 'keep' };

/** An example, what was answered, and what would have been right. */
export interface Answered {
  readonly question: string;
  readonly answer: string;
  readonly truth?: string;
  /** Share of the digits or steps that are right; absent for real numbers. */
  readonly right?: number;
  /** How likely each class, or each digit 1, is said to be. */
  readonly probabilities?: readonly number[];
  /** The picture that was shown, by rows, 0 for paper to 1 for ink. */
  readonly image?: readonly (readonly number[])[];
}

/** What is seen when one looks into a network between two steps. */
export interface Look {
  readonly step: number;
  /** ‖∂L/∂h_t‖, from the first time step on. */
  readonly norms?: readonly number[];
  /** How large each of them can be by the weights alone, from ‖∂L/∂h_T‖ back; absent where no bound of the weights is of use. */
  readonly bound?: readonly number[];
  readonly answers: readonly Answered[];
  /** The hidden state, and of a gated cell the gates, over the first of the examples. */
  readonly states: readonly HeatMap[];
  /** How much each output, or each head from each position, looked at what was read; none of a model without attention. */
  readonly attention: readonly HeatMap[];
}

/** The eigenvalues of a recurrent kernel, and which one it is. */
export interface Spectrum {
  readonly of: string;
  readonly eigenvalues: readonly Complex[];
}

/** ‖∂s_T/∂s_t‖ over one example, from the first step on, and its bound. */
export interface Flow {
  readonly measured: readonly number[];
  readonly bound: readonly number[];
}

/** What the worker says. */
export type Report =
  | {
      readonly type: 'started';
      readonly dataset: Sequences;
      readonly parameters: number;
      /** Steps that are behind it already. */
      readonly step: number;
      /** How a question is to be written; absent where none can be. */
      readonly form?: string;
      /** Whether a digit can be drawn for it. */
      readonly readsDigits: boolean;
    }
  /** How training goes: the scores of the present step, or of the few that a point of the curves stands for, and the curves. */
  | {
      readonly type: 'progress';
      readonly step: number;
      readonly loss?: number;
      readonly accuracy?: number;
      readonly charts: readonly LineChart[];
    }
  | { readonly type: 'look'; readonly look: Look }
  | { readonly type: 'spectrum'; readonly spectrum: Spectrum }
  | { readonly type: 'flow'; readonly flow: Flow }
  /** After which steps a moment is kept, to go back to. */
  | { readonly type: 'moments'; readonly steps: readonly number[] }
  | { readonly type: 'answer'; readonly answer: Answered }
  | { readonly type: 'kept'; readonly files: RunFolder }
  | { readonly type: 'done'; readonly result: TrainResult; readonly files: RunFolder }
  /** What went wrong, in words; of a question that cannot be read, training goes on. */
  | { readonly type: 'failed'; readonly message: string; readonly isFatal: boolean };
