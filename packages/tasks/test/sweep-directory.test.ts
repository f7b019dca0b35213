import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, newRun, runsIn, sweepDirectory } from '../src/node.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unrolled-folders-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keepRun(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'run.json'), '{}');
  }
}

describe('newRun', () => {
  it('numbers the usual folder where it holds a run, one without its record too, or is in use', async () => {
    const usual = join(folder, 'run');
    const first = await newRun(undefined, usual);
    expect(first.store.location).toBe(usual);
    const second = await newRun(undefined, usual);
    expect(second.store.location).toBe(`${usual}-2`);
    for (const { release } of [first, second]) await release();
    await keepRun('run');
    await mkdir(join(folder, 'run-2'));
    await writeFile(join(folder, 'run-2', 'checkpoint.safetensors'), '');
    expect((await newRun(undefined, usual)).store.location).toBe(`${usual}-3`);
  });

  it('takes the folder asked for, and refuses one that holds a run or is in use', async () => {
    const asked = join(folder, 'mine');
    const { store, release } = await newRun(asked, 'usual');
    expect(store.location).toBe(asked);
    await expect(newRun(asked, 'usual')).rejects.toThrow(FolderInUseError);
    await release();
    await keepRun('mine');
    await expect(newRun(asked, 'usual')).rejects.toThrow(new RangeError(`${asked} holds a run already`));
  });
});

describe('runsIn', () => {
  it('finds a run, and all runs of a folder by their numbers, each once', async () => {
    await keepRun('a', 'sweep/lstm-length10', 'sweep/lstm-length5');
    const [a, five, ten] = ['a', 'sweep/lstm-length5', 'sweep/lstm-length10'].map((name) =>
      join(folder, name),
    );
    expect(await runsIn([`${folder}/./a`, join(folder, 'sweep'), ten!])).toEqual([a, five, ten]);
  });

  it('refuses a folder without a run', async () => {
    await expect(runsIn([folder])).rejects.toThrow(new RangeError(`${folder} holds no run`));
  });
});

describe('sweepDirectory', () => {
  const plan = { task: 'parity', options: { length: 3 }, shared: { steps: 4 } };
  const point = { cell: 'rnn', seed: 1, length: 3 } as const;

  /** Where it is kept, and released at once. */
  async function open(asked: string | undefined, usual = 'usual', of = plan): Promise<string> {
    const { store, release } = await sweepDirectory(asked, usual, of);
    await release();
    return store.location;
  }

  it('keeps what its runs share, a folder for each run, and the results', async () => {
    const { store, release } = await sweepDirectory(join(folder, 'sweep'), 'usual', plan);
    expect(store.runOf(point)).toBe(join(folder, 'sweep/rnn-length3-seed1'));
    await store.writeTable('cell\nrnn\n');
    await store.writeResults({ rows: [] });
    await release();
    expect((await readdir(store.location)).sort()).toEqual(['results.csv', 'results.json', 'sweep.json']);
    expect(JSON.parse(await readFile(join(store.location, 'sweep.json'), 'utf8'))).toEqual(plan);
  });

  it('goes on with a sweep of the same, and refuses one of something else', async () => {
    const location = join(folder, 'sweep');
    expect(await open(location)).toBe(location);
    expect(await open(location)).toBe(location);
    await expect(sweepDirectory(location, 'usual', { ...plan, shared: { steps: 9 } })).rejects.toThrow(
      new RangeError(`${location} holds another sweep, whose shared.steps is 4 and not 9`),
    );
  });

  it('takes the usual folder until the sweep there has come to its end, unless it is another', async () => {
    const usual = join(folder, 'usual');
    expect(await open(undefined, usual)).toBe(usual);
    expect(await open(undefined, usual)).toBe(usual);
    const other = { ...plan, shared: { steps: 9 } };
    expect(await open(undefined, usual, other)).toBe(`${usual}-2`);
    const { store, release } = await sweepDirectory(undefined, usual, plan);
    await store.writeResults({});
    expect(await open(undefined, usual, other)).toBe(`${usual}-2`);
    await release();
    expect(await open(undefined, usual)).toBe(`${usual}-3`);
  });

  it('refuses a sweep of an earlier version', async () => {
    await writeFile(join(folder, 'sweep.json'), '{"arguments":["parity"]}');
    await expect(sweepDirectory(folder, 'usual', plan)).rejects.toThrow(
      new RangeError(`${folder} holds a sweep of an earlier version`),
    );
  });
});
