export const scheduleNames = ['constant', 'linear', 'cosine'] as const;
export type Schedule = (typeof scheduleNames)[number];

/** What is left of the learning rate at the last step, where the schedule is not constant. */
const end = 0.01;

/**
 * The factor on the learning rate at a step of so many, from 0 on: 1 throughout, or from 1 down to 1 % in a
 * straight line or along half a cosine (Loshchilov & Hutter, "SGDR", 2017, without restarts).
 */
export function rateFactor(schedule: Schedule, step: number, steps: number): number {
  const progress = Math.min(1, step / steps);
  switch (schedule) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - (1 - end) * progress;
    case 'cosine':
      return end + ((1 - end) * (1 + Math.cos(Math.PI * progress))) / 2;
  }
}
