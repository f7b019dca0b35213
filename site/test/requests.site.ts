import { planJob, taskDefinitions } from '@unrolled/tasks/spec';
import { describe, expect, it } from 'vitest';
import { queryOf, type Requests, requestsOf } from '../play/address.js';
import { presets } from '../play/presets.js';
import {
  beginningOf,
  commandLine,
  controlsOf,
  jobOf,
  labelsOf,
  ofTask,
  type Request,
  requestOf,
  tasks,
} from '../play/request.js';

const request: Request = {
  task: 'palindrome',
  given: {
    length: '20',
    model: 'rnn',
    hiddenSize: '64',
    initialization: 'uniform',
    optimizer: 'sgd',
    seed: '7',
  },
};

describe('a request', () => {
  it('stands for the job that the same words plan', () => {
    const settings = { hiddenSize: 64, initialization: 'uniform', optimizer: 'sgd' } as const;
    expect(jobOf(request)).toEqual(
      planJob('palindrome', { length: 20 }, { model: 'rnn', settings, seed: 7, backend: 'wasm' }),
    );
  });

  it('follows from its job again', () => {
    expect(requestOf(jobOf(request))).toEqual(request);
  });

  it('is a command line', () => {
    expect(commandLine(request)).toBe(
      'npx unrolled train palindrome --length 20 --cell rnn --hidden 64 --initialization uniform --optimizer sgd --seed 7 --backend wasm',
    );
  });

  it('has a control for every option and setting of its model and optimizer', () => {
    const names = (model: string) =>
      Object.values(controlsOf({ task: 'palindrome', given: { model } }))
        .flat()
        .map(({ name }) => name);
    expect(names('lstm')).toContain('forgetBias');
    expect(names('rnn')).not.toContain('forgetBias');
    expect(names('rnn')).toContain('activation');
  });
});

it('every task that needs nothing from outside, and one for the digits of the page, has its usual job, and no control differs from it', () => {
  expect(tasks.map(({ name }) => name)).toEqual(
    Object.keys(taskDefinitions).filter((name) => !/^mnist-four$|^data$/.test(name)),
  );
  for (const { name } of tasks)
    expect(requestOf(jobOf({ task: name, given: {} }))).toEqual({ task: name, given: {} });
});

describe('another task', () => {
  it('keeps what was chosen', () => {
    expect(ofTask('parity', request).given).toMatchObject({ hiddenSize: '64', optimizer: 'sgd', seed: '7' });
  });

  it('has nothing of what the digits began with, but what was chosen for them', () => {
    expect(ofTask('palindrome', beginningOf('mnist-rows'))).toEqual({ task: 'palindrome', given: {} });
    const chosen = { ...beginningOf('mnist-rows').given, batchSize: '20', hiddenSize: '64' };
    expect(ofTask('parity', { task: 'mnist-rows', given: chosen }).given).toEqual({
      batchSize: '20',
      hiddenSize: '64',
    });
  });
});

it('two requests are told apart by what differs, and one alone by nothing', () => {
  const other = { ...request, given: { ...request.given, initialization: 'orthogonal' } };
  expect(labelsOf([request, other])).toEqual(['initialization uniform', 'initialization orthogonal']);
  expect(labelsOf([request])).toEqual(['']);
});

describe('an address', () => {
  const two: Requests = [
    request,
    { ...request, given: { ...request.given, model: 'lstm', forgetBias: '3' } },
  ];

  it.each([[[request]], [two]] as [Requests][])('has its requests again', (requests) => {
    const again = requestsOf(queryOf(requests))!;
    expect(again.map(jobOf)).toEqual(requests.map(jobOf));
  });

  it('of a task that there is not is none', () => {
    expect(requestsOf('task=chess')).toBeUndefined();
    expect(requestsOf('')).toBeUndefined();
  });

  it.each(presets)('$title has everything that it names', ({ query }) => {
    const requests = requestsOf(query)!;
    expect(requests.flatMap(({ given }) => Object.entries(given)).length).toBeGreaterThan(0);
    expect(() => requests.map(jobOf)).not.toThrow();
    if (requests.length === 2) expect(jobOf(requests[1])).not.toEqual(jobOf(requests[0]));
    expect(queryOf(requests)).toBe(query);
  });
});
