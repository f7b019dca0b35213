import type { Rng } from './rng.js';

/**
 * The step at which a property of a sequence's prefixes ends: with probability ½ never (`length`), else
 * uniform on 0 … length − 1. Fair coins would end almost every sequence within a few steps, and a model
 * would need no memory to look good.
 */
export function drawFirstFailure(rng: Rng, length: number): number {
  return rng() < 0.5 ? length : Math.floor(rng() * length);
}

/** How likely {@link drawFirstFailure} is to draw this step. */
export function chanceOfFirstFailure(step: number, length: number): number {
  return step === length ? 1 / 2 : 1 / (2 * length);
}

/**
 * What always answering "holds" scores. At step t it does with probability ½ + ½·(T − 1 − t)/T ≥ ½, so no
 * guess is better at any step; averaged over the steps ½ + (T − 1)/(4T).
 */
export function prefixBaseline(length: number): { metric: string; value: number } {
  return { metric: 'accuracy', value: 1 / 2 + (length - 1) / (4 * length) };
}
