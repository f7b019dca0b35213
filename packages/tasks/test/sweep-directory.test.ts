import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderForRun, runsIn, sweepDirectory } from '../src/node.js';

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

describe('folderForRun', () => {
  it('numbers the usual folder where it is taken', async () => {
    const usual = join(folder, 'run');
    expect(folderForRun(undefined, usual)).toBe(usual);
    await keepRun('run', 'run-2');
    expect(folderForRun(undefined, usual)).toBe(`${usual}-3`);
  });

  it('takes the folder asked for, and refuses one that is taken', async () => {
    const asked = join(folder, 'mine');
    expect(folderForRun(asked, 'usual')).toBe(asked);
    await keepRun('mine');
    expect(() => folderForRun(asked, 'usual')).toThrow(new RangeError(`${asked} holds a run.json already`));
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

  it('keeps what its runs share, a folder for each run, and the results', async () => {
    const store = await sweepDirectory(join(folder, 'sweep'), 'usual', plan);
    expect(store.runOf(point)).toBe(join(folder, 'sweep/rnn-length3-seed1'));
    await store.writeTable('cell\nrnn\n');
    await store.writeResults({ rows: [] });
    expect((await readdir(store.location)).sort()).toEqual(['results.csv', 'results.json', 'sweep.json']);
    expect(JSON.parse(await readFile(join(store.location, 'sweep.json'), 'utf8'))).toEqual(plan);
  });

  it('goes on with a sweep of the same, and refuses one of something else', async () => {
    const location = join(folder, 'sweep');
    await sweepDirectory(location, 'usual', plan);
    expect((await sweepDirectory(location, 'usual', plan)).location).toBe(location);
    await expect(sweepDirectory(location, 'usual', { ...plan, shared: { steps: 9 } })).rejects.toThrow(
      new RangeError(`${location} holds another sweep, whose shared.steps is 4 and not 9`),
    );
  });

  it('takes the usual folder until the sweep there has come to its end', async () => {
    const usual = join(folder, 'usual');
    const first = await sweepDirectory(undefined, usual, plan);
    expect((await sweepDirectory(undefined, usual, plan)).location).toBe(usual);
    await first.writeResults({});
    expect((await sweepDirectory(undefined, usual, plan)).location).toBe(`${usual}-2`);
  });

  it('refuses a sweep of an earlier version', async () => {
    await writeFile(join(folder, 'sweep.json'), '{"arguments":["parity"]}');
    await expect(sweepDirectory(folder, 'usual', plan)).rejects.toThrow(
      new RangeError(`${folder} holds a sweep of an earlier version`),
    );
  });
});
