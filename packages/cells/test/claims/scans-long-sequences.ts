import { beforeAll, expect, test } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { seeded } from '../numbers.js';
import { scanForward, scanGradients } from './closed-scan.js';
import {
  type Case,
  plainCase,
  randomValues,
  registerSequenceKernels,
  runBoth,
  shapes,
  tensorsOf,
} from './sequence-case.js';

const decays: readonly [string, (u: number) => number][] = [
  ['near 0', (u) => 1e-6 * u],
  ['near 1', (u) => 1 - 1e-4 * u],
  ['0 and 1', (u) => Number(u < 0.5)],
  ['between', (u) => u],
];
/** What a scan is worth: the order of its operations is another one, and its numbers are the same. */
export function scansLongSequences(on: readonly string[]): void {
  onEveryBackend('a scan', () => {
    beforeAll(registerSequenceKernels);

    for (const complex of [false, true])
      test.each(decays)(
        `of ${complex ? 'complex' : 'real'} numbers equals the recurrence in float64 over 1, 1,000 and 4,096 steps, with decays %s`,
        async (_, decay) => {
          for (const steps of [1, 1000, 4096]) {
            const c: Case = { ...plainCase, name: 'LinearScan', batch: 2, steps, hiddenSize: 3, complex };
            const values = randomValues(c);
            const random = seeded(steps);
            const radii = values.decay!.map(() => decay(random()));
            // The parts of a complex number share its radius.
            const units = shapes(c).initialHidden![1]!;
            values.decay!.set(
              radii.map((radius, i) => {
                const isImaginary = complex && i % units >= c.hiddenSize;
                const angle = 2 * Math.PI * ((i % units) / c.hiddenSize);
                if (!complex) return Math.fround(radius);
                const at = isImaginary ? i - c.hiddenSize : i;
                return Math.fround(radii[at]! * (isImaginary ? Math.sin(angle) : Math.cos(angle)));
              }),
            );
            const { forward, backward } = runBoth(c, tensorsOf(c, values));
            const exact = { ...scanForward(c, values), ...scanGradients(c, values) };
            const names = ['hidden', 'dX', 'dDecay', 'dInitialHidden'];
            for (const [i, tensor] of [forward[0]!, ...backward].entries()) {
              const expected = exact[names[i]!]!;
              const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
              const numbers = await tensor.data();
              const worst = expected.reduce(
                (most, value, k) => Math.max(most, Math.abs(value - numbers[k]!)),
                0,
              );
              expect(worst / scale, `${names[i]} over ${steps} steps`).toBeLessThan(1e-5);
            }
          }
        },
      );
  }, [...on]);
}
