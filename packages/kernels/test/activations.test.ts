import { describe, expect, it } from 'vitest';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { worstError } from './activation-errors.js';
import { fromBits } from './float32.js';
import { instantiateBuilds } from './guarded-workspace.js';
import { nativeBuilds } from './native-builds.js';

const builds = new Map([...(await instantiateBuilds()), ...nativeBuilds()]);

function* sampled(): Iterable<number> {
  for (let pattern = 0; pattern < 2 ** 32; pattern += 65521) yield fromBits(pattern);
}

describe.each([...builds.keys()])('the %s build', (build) => {
  const { activateOne } = builds.get(build)!.run;

  it('tanh errs by less than 6 units in the last place over the float32 range', () => {
    expect(worstError(activateOne, 'tanh', sampled())).toBeLessThan(6);
  });

  it('sigmoid errs by less than 3e-7 of its value over the float32 range, where it is all but 0, too', () => {
    expect(worstError(activateOne, 'sigmoid', sampled())).toBeLessThan(3e-7);
  });

  it('limits are exact and NaN stays NaN', () => {
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: nan } = Number;
    const at = (name: keyof typeof activationCodes) =>
      [NEGATIVE_INFINITY, POSITIVE_INFINITY, nan].map((x) => activateOne(x, activationCodes[name]));
    expect(at('tanh')).toEqual([-1, 1, nan]);
    expect(at('sigmoid')).toEqual([0, 1, nan]);
    expect(at('relu')).toEqual([0, POSITIVE_INFINITY, nan]);
    expect(at('relu6')).toEqual([0, 6, nan]);
    expect(at('step')).toEqual([0, 1, nan]);
    expect(at('identity')).toEqual([NEGATIVE_INFINITY, POSITIVE_INFINITY, nan]);
  });
});
