import type { LineChart, Sequences } from '@unrolled/charts';
import type { TrainResult } from '@unrolled/tasks';
import { type SeenNorms, withNorms } from './pictures/gradient-history.js';
import type { Answered, Flow, Look, Report, RunFolder, Spectrum } from './worker/messages.js';

/** Everything that is known of a run that is watched. */
export interface RunState {
  readonly phase: 'fresh' | 'loading' | 'training' | 'done' | 'failed';
  readonly step: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly dataset?: Sequences;
  readonly parameters?: number;
  /** How a question is to be written. */
  readonly form?: string;
  readonly readsDigits?: boolean;
  readonly charts: readonly LineChart[];
  readonly norms: readonly SeenNorms[];
  readonly look?: Look;
  readonly spectrum?: Spectrum;
  readonly flow?: Flow;
  /** After which steps a moment is kept. */
  readonly moments: readonly number[];
  readonly own?: Answered;
  /** What was wrong, with the job or a question. */
  readonly mistake?: string;
  readonly result?: TrainResult;
  /** The run's folder when it was last asked for, or is done. */
  readonly files?: RunFolder;
}

export const fresh: RunState = { phase: 'fresh', step: 0, charts: [], norms: [], moments: [] };

/** What is known after a report. */
export function after(state: RunState, report: Report): RunState {
  switch (report.type) {
    case 'started': {
      const { type: _, ...beginning } = report;
      // What lay ahead of a moment that was gone back to has not been seen yet.
      const norms = state.norms.filter(({ step }) => step <= report.step);
      const { result: __, mistake: ___, own: ____, ...rest } = state;
      return { ...rest, ...beginning, phase: 'training', norms };
    }
    case 'progress': {
      const { type: _, ...progress } = report;
      return { ...state, ...progress };
    }
    case 'look': {
      const { look } = report;
      const { step, norms } = look;
      return { ...state, look, ...(norms && { norms: withNorms(state.norms, { step, norms }) }) };
    }
    case 'spectrum':
      return { ...state, spectrum: report.spectrum };
    case 'flow':
      return { ...state, flow: report.flow };
    case 'moments':
      return { ...state, moments: report.steps };
    case 'answer': {
      const { mistake: _, ...rest } = state;
      return { ...rest, own: report.answer };
    }
    case 'kept':
      return { ...state, files: report.files };
    case 'done':
      return { ...state, phase: 'done', result: report.result, files: report.files };
    case 'failed':
      return { ...state, mistake: report.message, phase: report.isFatal ? 'failed' : state.phase };
  }
}
