import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-predict-'));
  const quick = ['--steps', '2', '--batch', '8'];
  const runs = [
    ['train', 'binary-addition', ...quick, '--out', 'addition'],
    ['train', 'binary-addition', '--scheme', 'encoder-decoder', ...quick, '--out', 'writer'],
    ['train', 'mnist-rows', '--validation', '59900', '--hidden', '8', ...quick, '--out', 'mnist'],
    ['train', 'copy-memory', '--length', '3', ...quick, '--out', 'copy'],
  ];
  for (const args of runs) expect((await runCli(args, cwd)).stderr).not.toContain('error');
}, 120_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

const predict = (...args: string[]) => runCli(['predict', ...args], cwd);

describe('predict', () => {
  it.each(['addition', 'writer'])(
    '%s aligns the digits, decodes the sum and says how many are right',
    async (run) => {
      const { code, stdout } = await predict(run, '180', '23');
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^input +010110100\ninput +000010111\noutput +[01]{9}\ntruth +011001011\npredicted \d+/,
      );
      expect(stdout).toMatch(/^digits right \d+\.\d %$/m);
      const { stdout: json } = await predict(run, '180', '23', '--json');
      const answer = JSON.parse(json);
      expect(answer).toMatchObject({ expected: 203, truth: '011001011', inputs: ['010110100', '000010111'] });
      expect(Number.parseInt(answer.output, 2)).toBe(answer.predicted);
      const right = [...answer.output].filter((digit, t) => digit === '011001011'[t]).length;
      expect(answer.digitAccuracy).toBeCloseTo(right / 9, 12);
    },
  );

  it('says on stderr when an example is longer than any the run was trained on', async () => {
    for (const run of ['addition', 'writer']) {
      expect((await predict(run, '65535', '1')).stderr).toBe('');
      expect((await predict(run, '65536', '1')).stderr).toBe(
        'of 18 steps, where the run was trained on at most 17: the answer may not hold\n',
      );
    }
  });

  it('draws a digit of the test set row by row, with every class at the end', async () => {
    const { stdout } = await predict('mnist', '--index', '3');
    expect(stdout.match(/^row +\d+/gm)).toHaveLength(28);
    expect(stdout).toMatch(/^truth +0$/m);
    expect(stdout.match(/^ {2}\d +\S+ %/gm)).toHaveLength(10);
  });

  it('reads a picture the same dark on light as light on dark', async () => {
    const ink = Uint8Array.from({ length: 784 }, (_, i) => (i % 28 === 14 && i > 84 && i < 700 ? 255 : 0));
    const files = { 'dark.png': ink, 'light.png': ink.map((value) => 255 - value) };
    for (const [file, data] of Object.entries(files)) {
      await writeFile(join(cwd, file), encode({ width: 28, height: 28, data, channels: 1 }));
    }
    const [dark, light] = [
      await predict('mnist', 'dark.png', '--json'),
      await predict('mnist', 'light.png', '--json'),
    ];
    expect(JSON.parse(dark.stdout).probabilities).toEqual(JSON.parse(light.stdout).probabilities);
    expect(JSON.parse(dark.stdout)).not.toHaveProperty('expected');
  });

  it('answers every line of a file that unrolled dataset wrote', async () => {
    const args = ['dataset', 'copy-memory', '--delay', '3', '--count', '4', '--out', 'examples.jsonl'];
    await runCli(args, cwd);
    const { stdout } = await predict('copy', 'examples.jsonl', '--json');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toHaveLength(4);
    for (const { truth, expected } of answers) expect(truth.endsWith(expected)).toBe(true);
  });

  it.each([
    [['addition'], 'binary-addition: expected two non-negative integers, or a .jsonl file, received nothing'],
    [['addition', '1', 'x'], "binary-addition: expected two non-negative integers, received '1 x'"],
    [['addition', '1', '2', '--index', '3'], '--index is for MNIST, the run is of binary-addition'],
    [['mnist', '--index', '10000'], 'the test set has images 0 to 9999, received --index 10000'],
    [
      ['mnist', 'a', 'b'],
      "mnist-rows: expected a .png or IDX file, or --index with a place in the test set, or a .jsonl file, received 'a b'",
    ],
    [['nowhere', '1'], 'nowhere holds no run; `unrolled train` makes one'],
  ])('%j is refused in one line', async (args, line) => {
    const { code, stdout, stderr } = await predict(...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: ${line}\n` });
  });

  it.each([
    [
      'text.png',
      'no picture',
      /^error: text\.png is no PNG that can be read: it does not begin as one does\n$/,
    ],
    ['broken.jsonl', '{"inputs": [[1, 2]]', /^error: broken\.jsonl: line 1: /],
    [
      'shape.jsonl',
      '{"inputs": [[1, 2]], "targets": [1]}',
      /^error: shape\.jsonl: line 1: inputs\[0\] must be a list of 10, received a list of 2\n$/,
    ],
    [
      'later.jsonl',
      `\n\n${JSON.stringify({ inputs: [Array(10).fill(0)], targets: [99] })}`,
      /^error: later\.jsonl: line 3: targets\[0\] must be an integer from -1 to \d, received 99\n$/,
    ],
    ['empty.jsonl', '\n', /^error: empty\.jsonl: expected an example a line, received none\n$/],
  ])('%s with bad content is named', async (file, content, message) => {
    await writeFile(join(cwd, file), content);
    const { code, stderr } = await predict(file.endsWith('.png') ? 'mnist' : 'copy', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
