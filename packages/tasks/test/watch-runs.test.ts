import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '@unrolled/datasets/folder-lock';
import { beforeEach, describe, expect, it } from 'vitest';
import { planJob, type RunRecord } from '../src/index.js';
import { runDirectory, watchRuns } from '../src/node.js';

const point = (step: number) => ({ step, loss: 1 / step, gradientNorm: 1 });
const epoch = (epoch: number) => ({
  epoch,
  step: 5 * epoch,
  learningRate: 0.1,
  loss: 1,
  gradientNorm: 1,
  validationLoss: 1,
});
const record = (steps: number): RunRecord => ({
  job: planJob('parity'),
  plan: { steps: 10, stepsPerEpoch: 5 },
  backend: 'cpu',
  versions: {},
  status: 'running',
  history: [epoch(1), epoch(2)],
  curve: { every: 1, points: Array.from({ length: steps }, (_, i) => point(i + 1)) },
});

let root: string;
let outside: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'unrolled-watched-'));
  outside = await mkdtemp(join(tmpdir(), 'unrolled-outside-'));
});
const keep = (run: string, steps = 3) => runDirectory(join(root, run)).writeRecord(record(steps));

describe('watchRuns', () => {
  it('sees every run at any depth, with the last point of its course, and reads a whole one when asked', async () => {
    await keep('first');
    await keep('sweep/second', 4);
    const watch = await watchRuns(root);
    const { runs, others } = await watch.look();
    expect([...runs.keys()].sort()).toEqual(['first', 'sweep/second']);
    expect(others).toBe(0);
    const { record: seen } = runs.get('sweep/second')!;
    expect(seen).toMatchObject({ history: [epoch(2)], curve: { points: [point(4)] } });
    expect(await watch.read('sweep/second')).toEqual(record(4));
    await expect(watch.read('../outside')).rejects.toThrow('there is no run ../outside');
  });

  it('of a folder that is a run itself sees that one', async () => {
    await keep('alone');
    const watch = await watchRuns(join(root, 'alone'));
    expect([...(await watch.look()).runs.keys()]).toEqual(['alone']);
    expect(await watch.read('alone')).toEqual(record(3));
  });

  it('gives the same object until the run changes, and notices one that comes and one that goes', async () => {
    await keep('still');
    await keep('moving');
    const watch = await watchRuns(root);
    const before = (await watch.look()).runs;
    await keep('moving', 4);
    await keep('new');
    const after = (await watch.look()).runs;
    expect(after.get('still')).toBe(before.get('still'));
    expect(after.get('moving')!.record!.curve!.points).toEqual([point(4)]);
    expect(after.has('new')).toBe(true);
    await rm(join(root, 'moving'), { recursive: true });
    expect((await watch.look()).runs.has('moving')).toBe(false);
  });

  it('knows whether somebody writes to a run, and writes nothing itself', async () => {
    await keep('held');
    const watch = await watchRuns(root);
    expect((await watch.look()).runs.get('held')!.isInUse).toBe(false);
    const release = await lockFolder(join(root, 'held'));
    expect((await watch.look()).runs.get('held')!.isInUse).toBe(true);
    await release();
    expect((await watch.look()).runs.get('held')!.isInUse).toBe(false);
    expect(await readdir(join(root, 'held'))).toEqual(['run.json']);
  });

  it('reads the runs that changed last where there are more than it is to read', async () => {
    for (const run of ['a', 'b', 'c']) await keep(run);
    const { runs, others } = await (await watchRuns(root, 2)).look();
    expect({ read: runs.size, others }).toEqual({ read: 2, others: 1 });
  });

  it.skipIf(process.platform === 'win32')('says why it does not read what is no record', async () => {
    await runDirectory(outside).writeRecord(record(9));
    for (const run of ['torn', 'link', 'pipe', 'huge', 'folder', 'other'])
      await mkdir(join(root, run), { recursive: true });
    await writeFile(join(root, 'torn/run.json'), '{ "job": ');
    await writeFile(join(root, 'other/run.json'), '[]');
    await symlink(join(outside, 'run.json'), join(root, 'link/run.json'));
    execFileSync('mkfifo', [join(root, 'pipe/run.json')]);
    await writeFile(join(root, 'huge/run.json'), '');
    await truncate(join(root, 'huge/run.json'), 2 ** 33);
    await mkdir(join(root, 'folder/run.json'));
    await symlink(outside, join(root, 'linked-folder'));
    const { runs } = await (await watchRuns(root)).look();
    const problems = [...runs.values()].map(({ run, problem }) => [run, problem] as const);
    expect(Object.fromEntries(problems)).toEqual({
      torn: expect.stringMatching(/^run\.json is not JSON/),
      other: 'run.json names no job',
      link: 'run.json is a link, which is not followed',
      pipe: 'run.json is no file',
      huge: 'run.json has 8,589,934,592 bytes, more than any record has',
      folder: 'run.json is no file',
    });
  });
});
