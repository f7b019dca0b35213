import { describe, expect, it } from 'vitest';
import { allSettings, modelNames, optimizerNames, planJob, taskDefinitions } from '../src/index.js';

const tasks = Object.keys(taskDefinitions);

describe('planJob', () => {
  it.each(tasks)('of %s is plain JSON, complete, for each of its models', (name) => {
    for (const model of taskDefinitions[name]!.models) {
      const job = planJob(name, {}, { model });
      expect(JSON.parse(JSON.stringify(job))).toEqual(job);
      expect(job.model.kind).toBe(model);
    }
  });

  it('gives a model its own settings and no others', () => {
    expect(Object.keys(planJob('mnist-rows', {}, { model: 'feedforward' }).model)).toEqual([
      'kind',
      'hiddenSize',
    ]);
    expect(planJob('parity', {}, { model: 'rnn' }).model).not.toHaveProperty('forgetBias');
  });

  it("takes the task's defaults, which may be another for each model", () => {
    expect(planJob('palindrome', {}, { model: 'rnn' }).optimizer.learningRate).toBe(1e-3);
    expect(planJob('palindrome', {}, { model: 'lstm' }).optimizer.learningRate).toBe(3e-3);
    expect(planJob('palindrome', { length: 30 }, { model: 'gru' }).model).toMatchObject({ chrono: 30 });
    expect(planJob('palindrome', { length: 30 }, { model: 'min-gru' }).model).toMatchObject({
      chrono: 30,
      layers: 2,
    });
    expect(planJob('mnist-four').optimizer).toEqual({ kind: 'sgd', learningRate: [0.01, 0.001, 0.0001] });
  });

  it('leaves chrono biases out where other first weights are asked for', () => {
    const { model } = planJob('palindrome', {}, { model: 'gru', settings: { initialization: 'uniform' } });
    expect(model).toMatchObject({ initialization: 'uniform', chrono: 0 });
  });

  it.each([
    [{ settings: { hiddenSize: 0 } }, 'train: hiddenSize must be an integer of at least 1, received 0'],
    [{ settings: { learningRate: -1 } }, 'train: learningRate must be a number above 0'],
    [
      { model: 'gru', settings: { chrono: 1 } },
      'train: chrono must be 0 or a number of at least 2, received 1',
    ],
    [{ model: 'gru', settings: { forgetBias: 1 } }, 'train: forgetBias is no setting of gru with adam'],
    [{ settings: { weightDecay: 1 } }, 'train: weightDecay is no setting of rnn with adam'],
    [{ settings: { warmth: 1 } }, "train: there is no setting 'warmth'"],
    [
      { model: 'feedforward' },
      'parity: model must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer, received feedforward',
    ],
  ])('refuses %o', (request, message) => {
    expect(() => planJob('parity', {}, request as object)).toThrow(message);
  });
});

describe('the settings', () => {
  it('reach every model and every optimizer', () => {
    for (const kind of modelNames) expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const optimizer of optimizerNames) {
      expect(planJob('parity', {}, { settings: { optimizer } }).optimizer.kind).toBe(optimizer);
    }
    expect(Object.keys(allSettings)).toContain('weightDecay');
  });
});
