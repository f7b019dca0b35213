import { createRng } from '@unrolled/datasets';
import type { Teaching } from '../model/model.js';
import type { ModelSettings } from '../spec/models.js';

/** What a writer is fed while it is scored: its own output, or the true one as in training. */
export type Feedback = 'free-running' | 'teacher-forcing';

/** @throws RangeError if the model reads no output */
export function teachingFor(
  settings: ModelSettings,
  feedback: Feedback = 'free-running',
): Teaching | undefined {
  if (feedback === 'free-running') return undefined;
  if (!('feedback' in settings) || settings.feedback === 'none') {
    throw new RangeError('evaluateRun: teacher forcing needs a run that was trained with --feedback');
  }
  return { teacherForcing: 1, rng: createRng(1) };
}
