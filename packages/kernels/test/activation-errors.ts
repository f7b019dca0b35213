import { activationCodes } from '../src/webassembly/activation-codes.js';
import type { KernelFunctions } from '../src/webassembly/module.js';

const smallest = 2 ** -149; // the distance of float32s next to zero
const unitInLastPlace = (x: number) => Math.max(smallest, 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23));

/** How each is computed in float64, and what its error is measured in. */
const exact = {
  tanh: { of: Math.tanh, unit: unitInLastPlace },
  sigmoid: { of: (x: number) => 1 / (1 + Math.exp(-x)), unit: (y: number) => y },
};

/** The largest error at the numbers, NaN left out; what lies between the float32s next to zero is rounded to one. */
export function worstError(
  activateOne: KernelFunctions['activateOne'],
  name: keyof typeof exact,
  numbers: Iterable<number>,
): number {
  const { of, unit } = exact[name];
  let worst = 0;
  for (const x of numbers) {
    if (Number.isNaN(x)) continue;
    const y = of(x);
    const error = Math.abs(activateOne(x, activationCodes[name]) - y);
    if (error >= smallest) worst = Math.max(worst, error / unit(y));
  }
  return worst;
}
