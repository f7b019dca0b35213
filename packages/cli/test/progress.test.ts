import { inCharacters } from '@unrolled/charts/characters';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochTable } from '../src/render/epoch-table.js';
import { clock, progressLine } from '../src/render/progress-line.js';

const text = (line: Parameters<typeof inCharacters>[0]) => inCharacters(line, { unicode: true });
const epoch = {
  epoch: 12,
  step: 12_000,
  learningRate: 1e-3,
  loss: 0.123456,
  accuracy: 0.5,
  gradientNorm: 1.5,
  validationLoss: 0.23456,
  validationAccuracy: 0.98765,
};

describe('the line of progress', () => {
  const losses = Array.from({ length: 300 }, (_, i) => 3 / (i + 1));
  const standing = { done: 300, total: 1200, seconds: 30, from: 0, losses, unit: 'steps' };

  it.each([
    [39, /^━+─+ +25 % {2}loss 0\.01\d+ {2}1:30 left$/],
    [79, /^━+─+ +25 % {2}300\/1,200 {2}loss 0\.01\d+ {2}.*1:30 left$/],
    [119, /^━+─+ +25 % {2}300\/1,200 {2}loss 0\.01\d+ {2}[▁-█]{16} {2}10 steps\/s {2}1:30 left$/],
    [199, /^━{10}─{30} +25 % {2}300\/1,200 {2}loss 0\.01\d+ {2}[▁-█]{32} {2}10 steps\/s {2}1:30 left$/],
  ])('has in %i columns what there is room for', (columns, expected) => {
    expect(text(progressLine(standing, columns, true))).toMatch(expected);
  });

  it('never takes more room than there is', () => {
    const count = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 20, max: 250 }), (a, b, columns) => {
        const [done, total] = [Math.min(a, b), Math.max(a, b)];
        const line = progressLine({ ...standing, done, total, now: 'lstm-length20-seed1' }, columns, true);
        expect(text(line).length).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('says how long is left in minutes, and from an hour on in hours', () => {
    expect([0, 59.6, 61, 3599, 3661].map(clock)).toEqual(['0:00', '1:00', '1:01', '59:59', '1:01:01']);
  });
});

describe('the table of epochs', () => {
  it.each([40, 80, 120, 200])('keeps to %i columns, its numbers under their names', (columns) => {
    const { head, row } = epochTable(epoch, columns);
    const [names, best, other] = [head, row(epoch, 3.21, true), row(epoch, 3.21, false)].map(text);
    expect(best!.length).toBeLessThanOrEqual(columns);
    expect(best).toBe(`${other} *`);
    expect(other!.length).toBe(names!.length);
    expect(names).toMatch(/^epoch .*val\. accuracy/);
    expect(other).toMatch(/^ {3}12 .*98\.8 %/);
  });

  it('leaves out what a task does not measure', () => {
    const { accuracy: _, validationAccuracy: __, ...real } = epoch;
    expect(text(epochTable(real, 120).head)).not.toContain('accuracy');
  });
});
