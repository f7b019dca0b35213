import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeEach, describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.js';

const publishedSchema = () =>
  JSON.parse(readFileSync(new URL('../schema/unrolled.config.schema.json', import.meta.url), 'utf8'));
let cwd: string;
const configure = (content: unknown, name = 'unrolled.config.json') =>
  writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
const json = async (...args: string[]) => JSON.parse((await runInProcess([...args, '--json'], cwd)).stdout);

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'unrolled-config-'));
});

describe('unrolled.config.json', () => {
  it('sets what the command line leaves alone; flags win', async () => {
    configure({ analyze: { ratio: { epsilon: 0.25, maxSteps: 3 } } });
    expect(await json('analyze', 'ratio')).toMatchObject({ epsilon: 0.25, powers: { length: 3 } });
    expect(await json('analyze', 'ratio', '--epsilon', '0.5')).toMatchObject({
      epsilon: 0.5,
      powers: { length: 3 },
    });
  });

  it('is found from a folder below', async () => {
    configure({ analyze: { ratio: { epsilon: 0.25 } } });
    mkdirSync(join(cwd, 'deep/down'), { recursive: true });
    cwd = join(cwd, 'deep/down');
    expect((await json('analyze', 'ratio')).epsilon).toBe(0.25);
  });

  it('can be named, before or after the command', async () => {
    configure({ analyze: { ratio: { epsilon: 0.25 } } }, 'other.json');
    expect((await json('analyze', 'ratio', '--config', 'other.json')).epsilon).toBe(0.25);
    expect((await json('--config', 'other.json', 'analyze', 'ratio')).epsilon).toBe(0.25);
  });

  it('takes lists, switches and options of every command that has them', async () => {
    configure({
      $schema: './schema.json',
      seed: 7,
      analyze: { clipping: { gradient: [6, 8] }, parameters: { bias: false, hidden: [4, 3] } },
    });
    expect((await json('analyze', 'clipping')).norm).toBe(10);
    const { parameters } = await json('analyze', 'parameters');
    expect(parameters.map(({ name }: { name: string }) => name).join()).not.toContain('bias');
    const sample = async (...flags: string[]) =>
      (await runInProcess(['dataset', 'parity', '--count', '2', ...flags], cwd)).stdout;
    expect(await sample()).toBe(await sample('--seed', '7'));
    expect(await sample()).not.toBe(await sample('--seed', '8'));
  });

  it('sets the options of a dataset', async () => {
    configure({ dataset: { parity: { length: 3, count: 1 } } });
    const { stdout } = await runInProcess(['dataset', 'parity'], cwd);
    expect(JSON.parse(stdout).inputs).toHaveLength(3);
  });

  it.each([
    [{ analyse: {} }, /: analyse is unknown; the file can set train, /],
    [
      { analyze: { ratio: { eps: 1 } } },
      /: analyze\.ratio\.eps is unknown; ratio can set epsilon, maxSteps, out, json$/,
    ],
    [
      { analyze: { ratio: { epsilon: 'small' } } },
      /: analyze\.ratio\.epsilon: "small" is invalid\. It must be a number\.$/,
    ],
    [
      { analyze: { ratio: { maxSteps: 0 } } },
      /: analyze\.ratio\.maxSteps: 0 is invalid\. It must be an integer from 1 to 10000\.$/,
    ],
    [
      { gradcheck: { cell: 'gnu' } },
      /: gradcheck\.cell: "gnu" is invalid\. It must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer\.$/,
    ],
    [{ tasks: { json: 1 } }, /: tasks\.json: 1 is invalid\. It must be true or false\.$/],
    [
      { analyze: { clipping: { gradient: 3 } } },
      /gradient: 3 is invalid\. It must be a list with at least one entry\.$/,
    ],
    [{ seed: -1 }, /: seed: -1 is invalid\. It must be an integer of at least 0\.$/],
    [{ train: 5 }, /: train must be an object of options$/],
    [[], /must hold a JSON object, as \{ "train"/],
    [`{"train":{"hidden":${'['.repeat(20)}${']'.repeat(20)}}}`, /must hold a JSON object, as \{ "train"/],
    ['{', /unrolled\.config\.json is not JSON: /],
  ])('%j is refused in one line by every command', async (content, expected) => {
    configure(content);
    const { code, stdout, stderr } = await runInProcess(['analyze', 'bounds'], cwd);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr.trimEnd()).toMatch(expected);
  });

  it('one that is asked for and not there is refused', async () => {
    const { code, stderr } = await runInProcess(['tasks', '--config', 'none.json'], cwd);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: cannot read the config file none.json: ENOENT\n',
    });
  });

  it('as the README shows it is what its schema asks for, and what the commands take', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(readme)![1]!);
    const validate = new Ajv().compile(publishedSchema());
    expect(validate(example)).toBe(true);
    expect(validate({ ...example, trian: {} })).toBe(false);
    expect(validate({ ...example, train: { cell: 'gnu' } })).toBe(false);
    configure(example);
    expect((await json('analyze', 'ratio')).epsilon).toBe(example.analyze.ratio.epsilon);
  });

  it('says whose values are used, where nobody named the file', async () => {
    configure({ analyze: { ratio: { epsilon: 0.25, maxSteps: 2 } } });
    const file = join(cwd, 'unrolled.config.json');
    const said = async (...args: string[]) => (await runInProcess(args, cwd)).stderr;
    expect(await said('analyze', 'ratio', '--max-steps', '3')).toBe(`epsilon from ${file}\n`);
    expect(await said('analyze', 'bounds')).toBe('');
    expect(await said('analyze', 'ratio', '--config', file)).toBe('');
  });

  it('says where to write only if it is named', async () => {
    const content = { analyze: { ratio: { maxSteps: 2, out: 'plots/ratio.svg' } } };
    configure(content);
    configure(content, 'named.json');
    const { code, stderr } = await runInProcess(['analyze', 'bounds'], cwd);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: ${join(cwd, 'unrolled.config.json')}: analyze.ratio.out: a file that nobody named cannot say where to write; give --out, or name the file with --config\n`,
    });
    expect((await runInProcess(['analyze', 'ratio', '--config', 'named.json'], cwd)).code).toBe(0);
    expect(existsSync(join(cwd, 'plots/ratio.svg'))).toBe(true);
  });

  it.runIf(process.getuid?.() === 0)('is left alone where it belongs to another user', async () => {
    configure({ analyze: { ratio: { epsilon: 0.25 } } });
    const file = join(cwd, 'unrolled.config.json');
    chownSync(file, 1234, 1234);
    const { stdout, stderr } = await runInProcess(['analyze', 'ratio', '--json'], cwd);
    expect(JSON.parse(stdout).epsilon).toBe(0.05);
    expect(stderr).toBe(`${file} belongs to another user and is left alone; --config ${file} uses it\n`);
    expect((await json('analyze', 'ratio', '--config', file)).epsilon).toBe(0.25);
  });

  it('shows no control character of a key or a value', async () => {
    configure({ '\u001b[2Jtrain\u202e': 1 });
    const { stderr } = await runInProcess(['tasks'], cwd);
    expect(stderr).toContain(': \\u001b[2Jtrain\\u202e is unknown');
  });
});
