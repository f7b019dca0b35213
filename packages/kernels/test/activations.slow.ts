import { describe, expect, it } from 'vitest';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { fromBits } from './float32.js';
import { instantiateBuilds } from './guarded-workspace.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const builds = await instantiateBuilds();

describe.each([...builds.keys()])('the %s build', (build) => {
  const { activateOne } = builds.get(build)!.run;

  it.each([
    ['tanh', Math.tanh],
    ['sigmoid', sigmoid],
  ] as const)(
    '%s errs by less than 5e-7 at every float32 between 2^-24 and 32, and is flat beyond',
    (name, exact) => {
      const code = activationCodes[name];
      let worst = 0;
      // Positive floats are ordered as their bit patterns are; 2^-24 has pattern 103 << 23, 32 has 132 << 23.
      for (let pattern = 103 * 2 ** 23; pattern <= 132 * 2 ** 23; pattern++) {
        const x = fromBits(pattern);
        const error = Math.abs(activateOne(x, code) - exact(x));
        const mirrored = Math.abs(activateOne(-x, code) - exact(-x));
        worst = Math.max(worst, error, mirrored);
      }
      expect(worst).toBeLessThan(5e-7);
      for (const x of [33, 1e10, Number.POSITIVE_INFINITY])
        for (const sign of [1, -1]) expect(activateOne(sign * x, code)).toBe(activateOne(sign * 32, code));
    },
  );
});
