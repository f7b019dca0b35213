import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createTask,
  initialWeights,
  optimizerNames,
  planJob,
  type TrainEvent,
  type TrainOptions,
  type TrainResult,
  train,
} from '../src/index.js';
import { decodeCheckpoint, encodeCheckpoint } from '../src/runs/checkpoint.js';
import type { Position } from '../src/runs/position.js';
import { memoryStore } from './memory-store.js';

beforeAll(async () => {
  await registerKernels();
});

const small = { hiddenSize: 24, batchSize: 32, steps: 40, stepsPerEpoch: 20, stopAtAccuracy: null };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function collect(options: Partial<TrainOptions> = {}, length = 5): Promise<TrainEvent[]> {
  const task = await createTask('palindrome', { length });
  return all(train(task, { model: 'rnn', settings: small, ...options }));
}

/** Trains until `steps` steps are done and then aborts. */
async function interruptAfter(steps: number, options: Partial<TrainOptions>): Promise<TrainEvent[]> {
  const controller = new AbortController();
  const events: TrainEvent[] = [];
  const run = train(await createTask('palindrome'), {
    model: 'rnn',
    settings: small,
    signal: controller.signal,
    ...options,
  });
  for await (const event of run) {
    events.push(event);
    if (event.type === 'step' && event.step === steps) controller.abort();
  }
  return events;
}

function doneResult(events: TrainEvent[]): TrainResult {
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error('the run did not end');
  return last.result;
}

const losses = (events: TrainEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));

describe.each(['wasm', 'cpu'])('train on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('reports start, every step, every epoch and the end, in this order', async () => {
    const events = await collect();
    expect(events[0]).toMatchObject({
      type: 'start',
      record: { job: { model: { kind: 'rnn' }, seed: 1 }, backend, status: 'running' },
    });
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(40);
    expect(events.filter(({ type }) => type === 'epoch')).toMatchObject([
      { epoch: 1, step: 20 },
      { epoch: 2, step: 40 },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { steps: 40, stopped: 'steps' } });
  });

  it('the same seed gives the same losses to the last digit, another seed others', async () => {
    const first = await collect({ seed: 3 });
    expect(losses(await collect({ seed: 3 }))).toEqual(losses(first));
    expect(losses(await collect({ seed: 4 }))).not.toEqual(losses(first));
  });

  it.each(['rnn', 'lstm'] as const)(
    'leaves no tensor behind with %s, also when stopped early',
    async (model) => {
      await collect({ model }); // the backend keeps what it makes at first use
      const before = tf.memory().numTensors;
      await collect({ model });
      expect(tf.memory().numTensors).toBe(before);
      for await (const event of train(await createTask('palindrome'), { model, settings: small })) {
        if (event.type === 'checkpoint') break;
      }
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

describe('train', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it.each(['rnn', 'lstm', 'min-gru'] as const)(
    '%s learns palindromes of length 5 to 99.5 %',
    async (model) => {
      const events = await collect({ model, settings: { hiddenSize: 64, steps: 400 } });
      const last = events.at(-1);
      expect(last?.type === 'done' && last.result.accuracy).toBeGreaterThanOrEqual(0.995);
    },
  );

  it('clips by value, then by norm: no component of a step of SGD is longer than the limit', async () => {
    const largest = async (clipValue: number | null) => {
      const task = await createTask('palindrome');
      const job = { model: 'rnn' as const, seed: 1 };
      const { store } = memoryStore();
      const settings = {
        ...small,
        steps: 1,
        optimizer: 'sgd' as const,
        learningRate: 1,
        clipNorm: 1000,
        clipValue,
      };
      await all(train(task, { ...job, settings, store }));
      const before = await initialWeights(task, planJob('palindrome', {}, { ...job, settings }).model, 1);
      const after = await store.readModel();
      const changes = Object.entries(after).flatMap(([name, { data }]) =>
        Array.from(data, (value, i) => Math.abs(value - before[name]!.data[i]!)),
      );
      return Math.max(...changes);
    };
    expect(await largest(null)).toBeGreaterThan(0.01);
    expect(await largest(1e-3)).toBeCloseTo(1e-3, 6);
  });

  it('stops at the first epoch that answers every validation example', async () => {
    const events = await collect({ settings: { hiddenSize: 64, steps: 1000, stepsPerEpoch: 20 } }, 3);
    const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []));
    expect(events.at(-1)).toMatchObject({ result: { stopped: 'converged' } });
    expect(epochs.map(({ validationAccuracy }) => validationAccuracy === 1)).toEqual([
      ...epochs.slice(1).map(() => false),
      true,
    ]);
  });

  it('stores a model at every new best epoch and a record that tells how to repeat the run', async () => {
    const { store, records, models, checkpoints } = memoryStore();
    const events = await collect({ store });
    expect(models).toHaveLength(events.filter((event) => event.type === 'checkpoint' && event.best).length);
    expect(models.length).toBeGreaterThan(0);
    expect(checkpoints.map(({ name }) => name)).toEqual(['step 40', 'step 20']);
    expect(records[0]).toMatchObject({
      status: 'running',
      job: { task: { name: 'palindrome' }, model: { hiddenSize: 24 } },
      plan: { steps: 40, stepsPerEpoch: 20 },
    });
    expect(records.at(-1)).toMatchObject({
      status: 'done',
      result: { run: 'memory' },
      history: [{ epoch: 1 }, { epoch: 2 }],
    });
  });

  it('records the score of every step, and when the run began and ended, also over an interruption', async () => {
    const { store, records } = memoryStore();
    const before = await interruptAfter(7, { store });
    const after = await collect({ store, resume: true });
    const { curve, started, ended } = records.at(-1)!;
    expect(curve!.every).toBe(1);
    expect(curve!.points.map(({ loss }) => loss)).toEqual([...losses(before), ...losses(after)]);
    expect(records.map((record) => record.started)).toEqual(records.map(() => started));
    expect(Date.parse(ended!)).toBeGreaterThanOrEqual(Date.parse(started!));
  });

  it('keeps a long epoch so far, every minute', async () => {
    let milliseconds = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      milliseconds += 2000;
      return milliseconds;
    });
    const { store, checkpoints } = memoryStore();
    await collect({ store });
    clock.mockRestore();
    expect(checkpoints.map(({ name }) => name)).not.toEqual(['step 40', 'step 20']);
    const resumed = await collect({ store, resume: true });
    expect(resumed[0]).toMatchObject({ type: 'start', step: 40 });
  });

  /** How many steps each record tells of, where a step takes 300 ms and a record so many. */
  async function recorded(milliseconds: number, refuses = (_steps: number) => false) {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const { store, records } = memoryStore();
    const writeRecord: typeof store.writeRecord = async (record) => {
      now += milliseconds;
      if (refuses(record.curve!.points.length)) throw new Error('the disk is full');
      await store.writeRecord(record);
    };
    const run = train(await createTask('palindrome'), {
      ...{ model: 'rnn', settings: small, store: { ...store, writeRecord } },
    });
    for await (const event of run) if (event.type === 'step') now += 300;
    clock.mockRestore();
    expect(records.at(-1)!.status).toBe('done');
    return records.map(({ curve }) => curve!.points.length);
  }

  it('tells of an epoch in progress once a second, by as much as a hundredth of the time allows', async () => {
    expect(await recorded(0)).toEqual([0, 4, 8, 12, 16, 20, 20, 24, 28, 32, 36, 40, 40, 40]);
    expect(await recorded(50)).toEqual([0, 17, 20, 37, 40, 40]);
  });

  it('outlives a disk that is full in the midst of an epoch', async () => {
    expect(await recorded(0, (steps) => steps % 20 !== 0)).toEqual([0, 20, 20, 40, 40, 40]);
  });

  it('stops after the step in progress when its signal aborts, and stores where it stands', async () => {
    const { store, records, models, checkpoints } = memoryStore();
    const events = await interruptAfter(7, { store });
    expect(losses(events)).toHaveLength(7);
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { stopped: 'interrupted', steps: 7 } });
    expect(records.at(-1)?.status).toBe('interrupted');
    expect([models.length, checkpoints.length]).toEqual([1, 1]);
  });

  it.each(optimizerNames)(
    'resumes with %s to the same bits as a run that never stopped',
    async (optimizer) => {
      const settings = { ...small, steps: 60, optimizer };
      const whole = memoryStore();
      const expected = await collect({ store: whole.store, settings });
      const { store, checkpoints, models } = memoryStore();
      const before = await interruptAfter(33, { store, settings });
      const after = await collect({ store, settings, resume: true });
      expect([...losses(before), ...losses(after)]).toEqual(losses(expected));
      expect(after[0]).toMatchObject({ type: 'start', step: 33, refused: [] });
      expect(checkpoints[0]).toEqual(whole.checkpoints[0]);
      expect(models.at(-1)).toEqual(whole.models.at(-1));
      const { accuracy, loss } = doneResult(expected);
      expect(doneResult(after)).toMatchObject({ accuracy, loss, steps: 60 });
    },
  );

  it('stores what the optimizer remembers by name', async () => {
    const { store, checkpoints } = memoryStore();
    await collect({ store, settings: { ...small, optimizer: 'adam' } });
    const { tensors } = await decodeCheckpoint(checkpoints[0]!.bytes);
    const names = Object.keys(tensors).filter((name) => name.startsWith('optimizer.'));
    const weights = Object.keys(tensors).filter((name) => name.startsWith('weights.'));
    expect(names).toContain('optimizer.first.cell.inputKernel');
    expect(names.sort()).toEqual(
      [
        ...weights.flatMap((name) =>
          ['first', 'second'].map((moment) => name.replace('weights', `optimizer.${moment}`)),
        ),
        'optimizer.power1',
        'optimizer.power2',
      ].sort(),
    );
  });

  it('refuses a checkpoint of an earlier version, which knew no job', async () => {
    const { store, checkpoints } = memoryStore();
    await collect({ store });
    const { tensors, position } = await decodeCheckpoint(checkpoints[0]!.bytes);
    const { job: _, ...jobless } = position;
    const bytes = await encodeCheckpoint({
      position: { ...jobless, seed: 1 } as unknown as Position,
      tensors,
    });
    checkpoints.splice(0, 2, { name: 'checkpoint.safetensors', bytes });
    await expect(collect({ store, resume: true })).rejects.toThrow(
      'there is no whole checkpoint to resume from; checkpoint.safetensors: ' +
        'it is of an earlier version of @unrolled/tasks, whose runs cannot be resumed',
    );
  });

  it.each([
    [{ seed: 2 }, 'seed was 1, now it is 2'],
    [{ settings: { ...small, batchSize: 8 } }, 'settings.batchSize was 32, now it is 8'],
    [{ settings: { ...small, optimizer: 'sgd' } }, 'optimizer.kind was "adam", now it is "sgd"'],
    [{ model: 'lstm' }, 'model.kind was "rnn", now it is "lstm"'],
  ] as const)(
    'refuses the checkpoint of another job, and names each difference: %o',
    async (change, named) => {
      const { store } = memoryStore();
      await collect({ store });
      const before = tf.memory().numTensors;
      const resumed = collect({ store, resume: true, ...change });
      await expect(resumed).rejects.toThrow(/^memory holds a checkpoint of another job: /);
      await expect(resumed).rejects.toThrow(named);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('goes on for longer when more steps are asked for', async () => {
    const { store } = memoryStore();
    await collect({ store });
    const events = await collect({ store, resume: true, settings: { ...small, steps: 60 } });
    expect(doneResult(events).steps).toBe(60);
  });

  describe('whoever listens may go away', () => {
    const settings = { ...small, learningRate: [0.01, 0.003], steps: 6, stepsPerEpoch: 3, patience: 1 };
    const options = { model: 'rnn', settings } as const;
    let whole: TrainEvent[];
    beforeAll(async () => {
      whole = await collect(options);
    });

    it.each(Array.from({ length: 18 }, (_, i) => i + 1))(
      'after %i events: the run is stored as stopped, and goes on to the same bits',
      async (count) => {
        const { store, records } = memoryStore();
        let heard = 0;
        const before: TrainEvent[] = [];
        for await (const event of train(await createTask('palindrome'), { ...options, store })) {
          before.push(event);
          if (++heard === count) break;
        }
        expect(records.at(-1)!.status).toBe('stopped');
        const after = await collect({ ...options, store, resume: true });
        expect([...losses(before), ...losses(after)]).toEqual(losses(whole));
        const { seconds: _, run: __, ...result } = doneResult(after);
        expect(doneResult(whole)).toMatchObject(result);
      },
    );
  });

  it('hands out records that do not change any more', async () => {
    const [start] = await collect();
    expect(start?.type === 'start' && start.record.history).toEqual([]);
  });

  it('refuses an altered or truncated checkpoint by name and resumes from the one before', async () => {
    const { store, checkpoints } = memoryStore();
    await collect({ store });
    const [latest] = checkpoints;
    const altered = latest!.bytes.slice();
    altered[altered.length - 5]! ^= 1;
    checkpoints[0] = { name: 'altered', bytes: altered };
    checkpoints.unshift({ name: 'truncated', bytes: latest!.bytes.subarray(0, 1000) });
    const events = await collect({ store, resume: true });
    const [start] = events;
    expect(start).toMatchObject({ type: 'start', step: 20 });
    expect(start?.type === 'start' && start.refused).toEqual([
      expect.stringMatching(/^truncated: /),
      'altered: its content was altered',
    ]);
  });

  it('records whose kernels compute, and says so when a run goes on with other ones', async () => {
    const { store, checkpoints } = memoryStore();
    await collect({ store });
    const { position, tensors } = await decodeCheckpoint(checkpoints[0]!.bytes);
    expect(position.versions.kernels).toMatch(/^(none|simd|relaxed-simd)$/);
    const [same] = await collect({ store, resume: true });
    expect(same?.type === 'start' && same.changed).toEqual([]);
    const versions = { ...position.versions, kernels: 'native 9.9.9' };
    const bytes = await encodeCheckpoint({ position: { ...position, versions }, tensors });
    checkpoints.splice(0, checkpoints.length, { name: 'native', bytes });
    const [start] = await collect({ store, resume: true });
    expect(start?.type === 'start' && start.changed).toEqual([
      `kernels was native 9.9.9, now it is ${position.versions.kernels}`,
    ]);
  });

  it('says so when there is nothing to resume from', async () => {
    await expect(collect({ store: memoryStore().store, resume: true })).rejects.toThrow(
      'there is no whole checkpoint to resume from',
    );
  });

  it.each(optimizerNames)('leaves no tensor behind with %s', async (optimizer) => {
    const settings = { ...small, optimizer };
    const { store } = memoryStore();
    await collect({ settings, store });
    const before = tf.memory().numTensors;
    await collect({ settings, store, resume: true });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says so when training diverges, and records it', async () => {
    const { store, records } = memoryStore();
    const task = await createTask('palindrome', { length: 8, encoding: 'scalar' });
    const diverging = { ...small, optimizer: 'sgd', learningRate: 1e38, clipNorm: 1e30 } as const;
    await expect(all(train(task, { model: 'rnn', store, settings: diverging }))).rejects.toThrow(
      /^training diverged: the loss is (NaN|Infinity) at step \d+; try a smaller learning rate$/,
    );
    expect(records.at(-1)?.status).toBe('failed');
  });

  it.each([
    [{ hiddenSize: 0 }, 'train: hiddenSize must be an integer of at least 1, received 0'],
    [{ steps: 1.5 }, 'train: steps must be an integer of at least 1, received 1.5'],
    [
      { learningRate: Number.NaN },
      'train: learningRate must be a number above 0, or a list of them, received NaN',
    ],
    [
      { optimizer: 'adagrad' as 'sgd' },
      'train: optimizer must be one of sgd, momentum, nesterov, rmsprop, adam, adamw, received adagrad',
    ],
  ])('refuses %o', async (settings, message) => {
    await expect(collect({ settings })).rejects.toThrow(message);
  });
});

describe('createTask', () => {
  it('fills in the defaults', async () => {
    expect((await createTask('palindrome', { length: 9 })).options).toEqual({
      length: 9,
      base: 10,
      encoding: 'one-hot',
      sampling: 'disjoint',
    });
  });

  it('names the tasks there are when asked for another', async () => {
    await expect(createTask('foo')).rejects.toThrow(
      /^unknown task 'foo'; the tasks are: palindrome, binary-addition, .*, data$/,
    );
    await expect(createTask('toString')).rejects.toThrow(RangeError);
  });

  it('names the options there are when given another', async () => {
    await expect(createTask('palindrome', { digits: 3 })).rejects.toThrow(
      new TypeError(
        "palindrome: there is no option 'digits'; the options are: length, base, encoding, sampling",
      ),
    );
  });
});
