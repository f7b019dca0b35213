import { requireFinite, requirePositive } from './require.js';

/**
 * A number for every training step, from 0 on: a learning rate, or the probability with which a decoder is
 * fed the true previous output (scheduled sampling, Bengio, Vinyals, Jaitly & Shazeer 2015, section 2.4).
 */
export type Schedule = (step: number) => number;

/**
 * The same value throughout. As a probability of feeding the truth, 1 is teacher forcing.
 *
 * @example
 * constantSchedule(1)(500); // → 1
 */
export function constantSchedule(value: number): Schedule {
  requireFinite('constantSchedule', 'value', value);
  return () => value;
}

export interface DecayOptions {
  /** 1 unless given. */
  readonly start?: number;
  /** 0 unless given. */
  readonly end?: number;
  /** When `end` is reached, to stay. */
  readonly steps: number;
}

/**
 * start + (end − start) · min(1, i / steps)
 *
 * @example
 * linearSchedule({ steps: 1000 })(250); // → 0.75
 */
export function linearSchedule(options: DecayOptions): Schedule {
  const { start, end, steps } = checked('linearSchedule', options);
  return (step) => start + (end - start) * Math.min(1, step / steps);
}

/**
 * end + (start − end) · (1 + cos(π · min(1, i / steps))) / 2 (Loshchilov & Hutter 2017, no restarts).
 *
 * @example
 * const schedule = cosineSchedule({ steps: 1000 });
 * [schedule(0), schedule(250), schedule(500), schedule(1000)]; // → [1, 0.8536, 0.5, 0]
 */
export function cosineSchedule(options: DecayOptions): Schedule {
  const { start, end, steps } = checked('cosineSchedule', options);
  return (step) => end + ((start - end) * (1 + Math.cos(Math.PI * Math.min(1, step / steps)))) / 2;
}

function checked(where: string, { start = 1, end = 0, steps }: DecayOptions): Required<DecayOptions> {
  requireFinite(where, 'start', start);
  requireFinite(where, 'end', end);
  requirePositive(where, 'steps', steps);
  return { start, end, steps };
}

/**
 * k^i, 0 < k < 1.
 *
 * @example
 * exponentialSchedule(0.9)(2); // → 0.81
 */
export function exponentialSchedule(k: number): Schedule {
  if (!(k > 0 && k < 1))
    throw new RangeError(`exponentialSchedule: k must be between 0 and 1, received ${k}`);
  return (step) => k ** step;
}

/**
 * k / (k + e^(i/k)), k ≥ 1: near 1 at first, one half at i = k · ln k.
 *
 * @example
 * const schedule = inverseSigmoidSchedule(10);
 * [schedule(0), schedule(10 * Math.log(10))]; // → [0.909, 0.5]
 */
export function inverseSigmoidSchedule(k: number): Schedule {
  if (!(k >= 1 && Number.isFinite(k))) {
    throw new RangeError(`inverseSigmoidSchedule: k must be at least 1, received ${k}`);
  }
  return (step) => k / (k + Math.exp(step / k));
}
