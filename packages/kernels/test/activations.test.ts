import { describe, expect, it } from 'vitest';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { fromBits } from './float32.js';
import { instantiateBuilds } from './guarded-workspace.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const builds = await instantiateBuilds();

describe.each([...builds.keys()])('the %s build', (build) => {
  const { activateOne } = builds.get(build)!.run;
  const exact = { tanh: Math.tanh, sigmoid };

  it.each(['tanh', 'sigmoid'] as const)('%s errs by less than 5e-7 over the float32 range', (name) => {
    let worst = 0;
    for (let pattern = 0; pattern < 2 ** 32; pattern += 4093) {
      const x = fromBits(pattern);
      if (Number.isNaN(x)) continue;
      worst = Math.max(worst, Math.abs(activateOne(x, activationCodes[name]) - exact[name](x)));
    }
    expect(worst).toBeLessThan(5e-7);
  });

  it('tanh keeps its relative precision near zero', () => {
    for (let exponent = -126; exponent < 0; exponent++) {
      const x = Math.fround(1.37 * 2 ** exponent);
      expect(Math.abs(activateOne(x, activationCodes.tanh) / Math.tanh(x) - 1)).toBeLessThan(5e-7);
    }
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
