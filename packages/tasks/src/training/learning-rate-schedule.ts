import { constantSchedule, cosineSchedule, linearSchedule, type Schedule } from '@unrolled/cells';
import type { TrainingSettings } from '../spec/settings.js';

/** What is left of the learning rate at the last step, where the schedule is not constant. */
const end = 0.01;

/** The factor on the learning rate over so many steps: 1 throughout, or from 1 down to 1 %. */
export const rateFactors = {
  constant: () => constantSchedule(1),
  linear: (steps) => linearSchedule({ end, steps }),
  cosine: (steps) => cosineSchedule({ end, steps }),
} as const satisfies Record<TrainingSettings['schedule'], (steps: number) => Schedule>;
