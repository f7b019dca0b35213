import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCurve } from '../src/training/curve.js';

const scoreAt = (step: number) => ({
  loss: Math.sin(step),
  accuracy: Math.cos(step) ** 2,
  gradientNorm: step,
});
const curveOf = (steps: number, trialSteps = steps) => {
  const curve = createCurve(undefined, trialSteps);
  for (let step = 1; step <= steps; step++) curve.add(step, scoreAt(step));
  return curve.read();
};
const mean = (from: number, to: number, value: (step: number) => number) => {
  let sum = 0;
  for (let step = from; step <= to; step++) sum += value(step);
  return sum / (to - from + 1);
};

it('a point is the mean of its steps, and there are at most 256 of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), (steps) => {
      const { every, points } = curveOf(steps);
      expect(points.length).toBe(Math.ceil(steps / every));
      expect(points.length).toBeLessThanOrEqual(256);
      expect(every === 1 || points.length > 128).toBe(true);
      for (const [i, { step, loss, accuracy, gradientNorm }] of points.entries()) {
        const from = i * every + 1;
        expect(step).toBe(Math.min(steps, from + every - 1));
        expect(loss).toBeCloseTo(
          mean(from, step, (step) => scoreAt(step).loss),
          9,
        );
        expect(accuracy).toBeCloseTo(
          mean(from, step, (step) => scoreAt(step).accuracy),
          9,
        );
        expect(gradientNorm).toBeCloseTo((from + step) / 2, 6);
      }
    }),
    { numRuns: 25 },
  );
});

it('a curve that goes on from what was written is to the last digit that of a run that never stopped', () => {
  const steps = fc.integer({ min: 1, max: 1500 });
  fc.assert(
    fc.property(steps, steps, (a, b) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const resumed = createCurve(JSON.parse(JSON.stringify(curveOf(early, 1500))), 1500);
      for (let step = early + 1; step <= late; step++) resumed.add(step, scoreAt(step));
      expect(resumed.read()).toEqual(curveOf(late, 1500));
    }),
    { numRuns: 25 },
  );
});

it('no point holds steps of two learning rates, also where one ended early', () => {
  const curve = createCurve(undefined, 1000);
  for (let step = 1; step <= 333; step++) curve.add(step, scoreAt(step));
  for (let step = 1001; step <= 1400; step++) curve.add(step, scoreAt(step));
  const { every, points } = curve.read();
  expect(every).toBe(4);
  expect(points.map(({ step }) => step)).toContain(333);
  expect(points.find(({ step }) => step > 333)).toMatchObject({ step: 1004, gradientNorm: 1002.5 });
});
