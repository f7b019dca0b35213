import { describe, expect, it } from 'vitest';
import type { EpochRecord } from '../src/spec/run.js';
import { bestEpoch, hasStalled, scheduledRate, stopReason, trialAt } from '../src/training/history.js';
import { rateFactors } from '../src/training/learning-rate-schedule.js';
import { type Plan, totalSteps } from '../src/training/plan.js';

const plan: Plan = {
  rates: [0.1, 0.01],
  batchSize: 8,
  clipValue: null,
  clipNorm: 1,
  gradientNorms: false,
  stateful: false,
  steps: 100,
  stepsPerEpoch: 10,
  schedule: 'constant',
  monitor: 'loss',
  patience: 0,
  stopAtAccuracy: 1,
};

/** Epochs of 10 steps with these validation losses. */
const epochs = (...losses: number[]): EpochRecord[] =>
  losses.map((validationLoss, i) => ({
    epoch: i + 1,
    step: 10 * (i + 1),
    learningRate: 0.1,
    loss: validationLoss,
    gradientNorm: 1,
    validationLoss,
    validationAccuracy: 1 - validationLoss,
  }));

describe('several learning rates', () => {
  it('are tried one after the other, each for all its steps', () => {
    expect(totalSteps(plan)).toBe(200);
    expect(trialAt(plan, 99)).toEqual({ learningRate: 0.1, step: 99 });
    expect(trialAt(plan, 100)).toEqual({ learningRate: 0.01, step: 0 });
  });
});

describe('the schedule', () => {
  it.each(['linear', 'cosine'] as const)('%s goes from 1 down to 0.01, never up', (schedule) => {
    const factors = Array.from({ length: 101 }, (_, step) => rateFactors[schedule](100)(step));
    expect(factors[0]).toBe(1);
    expect(factors[100]).toBeCloseTo(0.01, 12);
    for (const [i, factor] of factors.slice(1).entries()) expect(factor).toBeLessThan(factors[i]!);
  });

  it('begins anew with every learning rate', () => {
    expect(scheduledRate({ ...plan, schedule: 'linear' }, 100)).toBe(0.01);
  });
});

describe('the best epoch', () => {
  it('has the lowest validation loss, the earlier of equals', () => {
    expect(bestEpoch(epochs(0.5, 0.2, 0.3, 0.2), 'loss')?.epoch).toBe(2);
  });

  it('has the highest accuracy where that is monitored', () => {
    const history = epochs(0.5, 0.2, 0.3).map((epoch) => ({ ...epoch, validationAccuracy: epoch.loss }));
    expect(bestEpoch(history, 'accuracy')?.epoch).toBe(1);
  });

  it('is none whose loss is no number', () => {
    expect(bestEpoch(epochs(Number.NaN), 'loss')).toBeUndefined();
    expect(bestEpoch(epochs(Number.NaN, 0.9), 'loss')?.epoch).toBe(2);
  });
});

describe('training stops', () => {
  it('when the validation accuracy is reached', () => {
    expect(stopReason(epochs(0.5, 0), 20, plan)).toBe('converged');
    expect(stopReason(epochs(0.5, 0), 20, { ...plan, stopAtAccuracy: null })).toBeUndefined();
  });

  it('when all rates have used their steps', () => {
    expect(stopReason(epochs(0.5), 199, plan)).toBeUndefined();
    expect(stopReason(epochs(0.5), 200, plan)).toBe('steps');
  });

  it('with a rate after as many epochs without progress as the patience allows', () => {
    const patient = { ...plan, patience: 2 };
    expect(hasStalled(epochs(0.5, 0.2, 0.3), patient)).toBe(false);
    expect(hasStalled(epochs(0.5, 0.2, 0.3, 0.25), patient)).toBe(true);
    expect(hasStalled(epochs(0.5, 0.2, 0.3, 0.1), patient)).toBe(false);
  });

  it('not with a rate for the epochs of the one before', () => {
    const second = epochs(0.9).map((epoch) => ({ ...epoch, step: 110 }));
    expect(hasStalled([...epochs(0.5, 0.2, 0.3), ...second], { ...plan, patience: 2 })).toBe(false);
  });
});
