import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTask, parametersOf, planJob } from '@unrolled/tasks';
import { beforeEach, describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-cli-'));
});

async function json(...args: string[]) {
  const { code, stdout, stderr } = await runInProcess([...args, '--json'], cwd);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('analyze', () => {
  it('ratio --json has the ratio, its powers and the interval, exact and approximate', async () => {
    const study = await json('analyze', 'ratio', '--epsilon', '0.05', '--max-steps', '20');
    expect(study).toMatchObject({
      epsilon: 0.05,
      ratio: { exact: expect.closeTo(0.250469, 6), approximate: expect.closeTo(0.25047, 5) },
      interval: { exact: expect.closeTo(1.6629, 4), approximate: expect.closeTo(2 / Math.sqrt(5), 12) },
    });
    expect(study.powers).toHaveLength(20);
    expect(study.powers[19]).toMatchObject({ steps: 20, exact: expect.closeTo(study.ratio.exact ** 20, 18) });
  });

  it('ratio draws both curves, linear and on a log axis, and how they part', async () => {
    const { code, stdout } = await runInProcess(['analyze', 'ratio', '--out', 'plots'], cwd);
    expect(code).toBe(0);
    // Near 0 they are one curve to the eye: every point is of both.
    expect(stdout.match(/o exact {3}x approximate {3}& several in one place/g)).toHaveLength(2);
    expect(stdout.match(/&/g)!.length).toBeGreaterThanOrEqual(2 * 20 + 2);
    expect(await readdir(join(cwd, 'plots'))).toEqual([
      'ratio-error.png',
      'ratio-error.svg',
      'ratio-log.png',
      'ratio-log.svg',
      'ratio.png',
      'ratio.svg',
    ]);
    expect(await readFile(join(cwd, 'plots/ratio-log.svg'), 'utf8')).toContain('>time steps T</text>');
  });

  it('bounds says whether gradients vanish', async () => {
    expect(await json('analyze', 'bounds', '--activation', 'sigmoid', '--norm', '4')).toMatchObject({
      criticalNorm: 4,
      regime: 'bounded',
      growth: 1,
    });
    expect((await runInProcess(['analyze', 'bounds', '--norm', '0.5'], cwd)).stdout).toContain(
      'every gradient vanishes',
    );
  });

  it('jacobian measures a fresh and a trained network, never above the bound', async () => {
    const fresh = await json('analyze', 'jacobian', '--cell', 'rnn', '--length', '8', '--hidden', '12');
    const train = [
      'train',
      'palindrome',
      '--cell',
      'lstm',
      '--length',
      '6',
      '--hidden',
      '8',
      '--steps',
      '20',
    ];
    await runInProcess([...train, '--out', 'run'], cwd);
    const trained = await json('analyze', 'jacobian', 'run');
    expect([fresh.steps.length, trained.steps.length]).toEqual([7, 5]);
    for (const { measured, bound } of [...fresh.steps, ...trained.steps]) {
      expect(measured).toBeGreaterThan(0);
      expect(measured).toBeLessThanOrEqual(bound);
    }
  });

  it('jacobian shows a gradient that explodes where W is large, and one that a sigmoid lets vanish', async () => {
    const first = async (...flags: string[]) => {
      const study = await json('analyze', 'jacobian', '--cell', 'rnn', '--hidden', '16', ...flags);
      return study.steps[0].measured;
    };
    const tanh = await first();
    expect(await first('--activation', 'relu', '--scale', '2')).toBeGreaterThan(100);
    expect(await first('--activation', 'sigmoid')).toBeLessThan(1e-9 * tanh);
  });

  it('jacobian shows that M of the same sign helps and of the opposite sign cancels, under one bound', async () => {
    const W = ['--initialization', 'identity', '--scale', '0.5', '--hidden', '8'];
    const first = async (...flags: string[]) =>
      (await json('analyze', 'jacobian', '--cell', 'skip-rnn', ...W, ...flags)).steps[0];
    const [helps, cancels] = [await first('--skip-scale', '0.4'), await first('--skip-scale', '-0.4')];
    expect(helps.bound).toBe(cancels.bound);
    expect(helps.measured).toBeGreaterThan(0.7 * helps.bound);
    expect(cancels.measured).toBeLessThan(0.01 * cancels.bound);
  });

  it.each([
    [
      ['--cell', 'lstm', '--activation', 'relu'],
      '--activation is for rnn, skip-rnn and lru; lstm has its own',
    ],
    [['--cell', 'min-gru', '--scale', '2'], '--scale is for recurrent weights, which min-gru has none of'],
    [['--cell', 'rnn', '--skip-scale', '2'], '--skip-scale is for skip-rnn; rnn looks back one step only'],
    [['run', '--scale', '2'], '--scale belongs to a fresh network; run has its own'],
  ])('jacobian %j is refused: what would mean nothing there', async (flags, message) => {
    const { code, stderr } = await runInProcess(['analyze', 'jacobian', ...flags], cwd);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${message}\n` });
  });

  it.each(['learnt', 'rotary'] as const)(
    'parameters counts a transformer with %s positions as it is trained, and what a step of it costs',
    async (positions) => {
      const shape = ['--heads', '2', '--expansion', '3', '--positions', positions];
      const sizes = ['--input', '10', '--hidden', '8,8', '--output', '10', '--steps', '19'];
      const study = await json('analyze', 'parameters', '--cell', 'transformer', ...sizes, ...shape);
      const settings = { hiddenSize: 8, layers: 2, heads: 2, expansion: 3, positions };
      const { model } = planJob('palindrome', { length: 20 }, { model: 'transformer', settings });
      const { dataset } = await createTask('palindrome', { length: 20 });
      expect(study.total).toBe(parametersOf(model, dataset));
      expect(study.cost.flops.stateGradients).toBe(0);
      expect(study.cost.bytes.parameters).toBe(4 * study.total);
    },
  );

  it.each([
    [['--cell', 'transformer', '--no-bias'], '--no-bias is for recurrent cells, received --cell transformer'],
    [['--cell', 'gru', '--heads', '2'], '--heads is for a transformer, received --cell gru'],
    [
      ['--cell', 'transformer', '--hidden', '64,32'],
      '--hidden of a transformer must be one width for all layers, received 64,32',
    ],
    [
      ['--cell', 'transformer', '--hidden', '12'],
      '--hidden of a transformer must be an even multiple of the 4 heads, received 12',
    ],
  ])('parameters %j is refused', async (flags, message) => {
    const { code, stderr } = await runInProcess(['analyze', 'parameters', ...flags], cwd);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${message}\n` });
  });

  it('jacobian says of a transformer that it has none, and what shows where it looks', async () => {
    const few = ['--hidden', '8', '--steps', '1', '--out', 'heads'];
    await runInProcess(['train', 'palindrome', '--cell', 'transformer', ...few], cwd);
    const { code, stderr } = await runInProcess(['analyze', 'jacobian', 'heads'], cwd);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: gradientFlow: a transformer has no state that goes from step to step, and so no Jacobian of one; predict draws where its heads look instead\n',
    });
  });

  it('parameters counts an LSTM as 4(n·d + n² + n) and its readout', async () => {
    const { total } = await json(
      'analyze',
      'parameters',
      '--cell',
      'lstm',
      '--input',
      '10',
      '--hidden',
      '128',
    );
    expect(total).toBe(4 * (128 * 10 + 128 ** 2 + 128) + 128 * 10 + 10);
  });

  it('clipping by norm keeps the direction, by value turns it', async () => {
    const study = await json('analyze', 'clipping', '--gradient', '3,40', '--limit', '4', '--max-norm', '4');
    expect(study.byNorm).toMatchObject({ norm: expect.closeTo(4, 12), angle: expect.closeTo(0, 7) });
    expect(study.byValue.angle).toBeGreaterThan(0.5);
  });
});

describe('construct', () => {
  it.each([
    ['parity', 510],
    ['running-and', 510],
    ['sequence-equality', 340],
    ['alternating-sum', undefined],
    ['binary-addition', 340],
  ])('%s is right on every sequence, run by the trained cells', async (name, checked) => {
    const length = checked === 340 || checked === undefined ? '4' : '8';
    const check = await json('construct', name, '--max-length', length);
    expect(check.wrong).toBe(0);
    expect(check.checked).toBeGreaterThanOrEqual(checked ?? 1);
  });

  it('prints the weights and a truth table', async () => {
    const { stdout } = await runInProcess(['construct', 'running-and', '--max-length', '3'], cwd);
    expect(stdout).toMatch(/recurrent kernel/);
    expect(stdout).toMatch(/1 1 1 +1 1 1/);
    expect(stdout).toContain('14 sequences of 1 to 3 steps checked, 0 wrong');
  });
});

describe('dataset', () => {
  it('without a name lists them', async () => {
    const { code, stdout } = await runInProcess(['dataset'], cwd);
    expect(code).toBe(0);
    for (const name of ['palindrome', 'binary-addition', 'copy-memory', 'mnist-rows']) {
      expect(stdout).toContain(`${name}: `);
    }
  });

  it.each(['palindrome', 'binary-addition', 'parity', 'running-and', 'sequence-equality', 'alternating-sum'])(
    '%s prints as jsonl',
    async (name) => {
      const { code, stdout } = await runInProcess(['dataset', name, '--count', '3'], cwd);
      expect(code).toBe(0);
      const examples = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(examples.map((example) => Object.keys(example))).toEqual(
        Array(3).fill(['inputs', 'targets', 'mask']),
      );
    },
  );

  it.each(['npz', 'csv', 'jsonl'])(
    'takes %s from the name of the file, and writes the same bytes twice',
    async (format) => {
      for (const file of [`a.${format}`, `b.${format}`]) {
        const { code, stdout } = await runInProcess(
          ['dataset', 'adding-problem', '--length', '10', '--count', '50', '--out', file],
          cwd,
        );
        expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      }
      expect(await readFile(join(cwd, `a.${format}`))).toEqual(await readFile(join(cwd, `b.${format}`)));
      expect((await stat(join(cwd, `a.${format}`))).size).toBeGreaterThan(500);
    },
  );

  it('reads MNIST with remapped classes', async () => {
    const { stdout } = await runInProcess(
      ['dataset', 'mnist-rows', '--classes', '0,5,6,9', '--split', 'test', '--count', '40'],
      cwd,
    );
    const examples = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(examples[0].inputs).toHaveLength(28);
    expect(new Set(examples.map(({ targets }) => targets))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('gradcheck', () => {
  it.each(['rnn', 'gru', 'lstm', 'min-gru', 'min-lstm', 'lru'])(
    '%s: four ways to the gradient agree, pair by pair',
    async (cell) => {
      const { pairs } = await json('gradcheck', '--cell', cell);
      const ways = ['fused op', 'autodiff', 'closed form', 'central differences'];
      expect(pairs.map(({ a, b }: { a: string; b: string }) => [a, b])).toEqual(
        ways.flatMap((a, i) => ways.slice(i + 1).map((b) => [a, b])),
      );
      for (const { maxRelativeError } of pairs) expect(maxRelativeError).toBeLessThan(1e-5);
    },
  );

  it.each(['transformer', 'skip-rnn'])(
    '%s: without a fused op the other three agree, and the table says which is missing',
    async (cell) => {
      const { pairs } = await json('gradcheck', '--cell', cell);
      expect(pairs.map(({ a, b }: { a: string; b: string }) => `${a} = ${b}`)).toEqual([
        'autodiff = closed form',
        'autodiff = central differences',
        'closed form = central differences',
      ]);
      for (const { agrees } of pairs) expect(agrees).toBe(true);
      const { stdout } = await runInProcess(['gradcheck', '--cell', cell, '--backend', 'cpu'], cwd);
      expect(stdout).toContain(`There is no fused op for a ${cell}: three ways are left.`);
    },
  );

  it('prints a table', async () => {
    const { code, stdout } = await runInProcess(['gradcheck', '--cell', 'lstm', '--backend', 'cpu'], cwd);
    expect(code).toBe(0);
    expect(stdout.match(/agree$/gm)).toHaveLength(6);
  });
});
