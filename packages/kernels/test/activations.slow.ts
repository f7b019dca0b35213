import { describe, expect, it } from 'vitest';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { worstError } from './activation-errors.js';
import { fromBits } from './float32.js';
import { instantiateBuilds } from './guarded-workspace.js';

const builds = await instantiateBuilds();

/** Every float32 from 2^-24 to 32, and its negative; with 128 those of σ, which is 0 from −104 on. */
function* everyFloat(pattern: number, last: number): Iterable<number> {
  // Positive floats are ordered as their bit patterns are; 2^-24 has pattern 103 << 23, 32 has 132 << 23.
  for (; pattern <= last; pattern++) yield* [fromBits(pattern), -fromBits(pattern)];
}

describe.each([...builds.keys()])('the %s build', (build) => {
  const { activateOne } = builds.get(build)!.run;

  it('tanh errs by less than 6 units in the last place at every float32 between 2^-24 and 32', () => {
    expect(worstError(activateOne, 'tanh', everyFloat(103 * 2 ** 23, 132 * 2 ** 23))).toBeLessThan(6);
  });

  it('sigmoid errs by less than 3e-7 of its value at every float32 between 2^-24 and 128', () => {
    expect(worstError(activateOne, 'sigmoid', everyFloat(103 * 2 ** 23, 134 * 2 ** 23))).toBeLessThan(3e-7);
  });

  it.each(['tanh', 'sigmoid'] as const)('%s is flat beyond', (name) => {
    const code = activationCodes[name];
    for (const x of [129, 1e10, Number.POSITIVE_INFINITY])
      for (const sign of [1, -1]) expect(activateOne(sign * x, code)).toBe(activateOne(sign * 128, code));
  });
});
