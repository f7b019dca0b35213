import { requirePositive, requireProbability } from './require.js';

/** The probability of feeding the decoder the true previous output, by training step, from 0 on. */
export type SamplingSchedule = (step: number) => number;

// The decays of scheduled sampling, Bengio, Vinyals, Jaitly & Shazeer 2015, section 2.4.

/** ε_i = p: 1 is teacher forcing throughout, 0 the model's own outputs. */
export function constantSchedule(probability: number): SamplingSchedule {
  requireProbability('constantSchedule', 'probability', probability);
  return () => probability;
}

/**
 * ε_i = max(end, start − (start − end) · i / steps): from `start` to `end` in so many steps.
 *
 * @example
 * linearSchedule({ steps: 1000 })(250); // 0.75
 */
export function linearSchedule({
  start = 1,
  end = 0,
  steps,
}: {
  readonly start?: number;
  readonly end?: number;
  readonly steps: number;
}): SamplingSchedule {
  requireProbability('linearSchedule', 'start', start);
  requireProbability('linearSchedule', 'end', end);
  requirePositive('linearSchedule', 'steps', steps);
  return (step) => start + (end - start) * Math.min(1, step / steps);
}

/** ε_i = k^i, 0 < k < 1. */
export function exponentialSchedule(k: number): SamplingSchedule {
  if (!(k > 0 && k < 1))
    throw new RangeError(`exponentialSchedule: k must be between 0 and 1, received ${k}`);
  return (step) => k ** step;
}

/** ε_i = k / (k + e^(i/k)), k ≥ 1: near 1 at first, one half at i = k · ln k. */
export function inverseSigmoidSchedule(k: number): SamplingSchedule {
  if (!(k >= 1 && Number.isFinite(k))) {
    throw new RangeError(`inverseSigmoidSchedule: k must be at least 1, received ${k}`);
  }
  return (step) => k / (k + Math.exp(step / k));
}
