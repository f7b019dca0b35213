import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Found, oneByOne } from '../attack.js';
import type { Dice } from '../dice.js';
import { held, run, someMoment, start } from './command.js';
import {
  checkpointsIn,
  onward,
  requireOutcome,
  requireResumable,
  temporary,
  tiny,
  undisturbed,
} from './tiny-run.js';

const kilobytes = 1024; // of the disk

/** Takes what is left of a disk but for so many bytes; the file that does. */
function fill(disk: string, rest: number): string {
  const file = join(disk, 'filler');
  const handle = openSync(file, 'w');
  try {
    while (true) writeSync(handle, Buffer.alloc(1024));
  } catch {
    closeSync(handle);
  }
  const kept = Math.max(0, readFileSync(file).length - rest);
  execFileSync('truncate', ['-s', String(kept), file]);
  return file;
}

export const fullDisk = oneByOne({
  name: 'full-disk',
  summary: 'a disk that fills at random moments and is freed later, under train, sweep, report and dataset',
  short: 3,
  long: 50,
  async missing() {
    const { folder, remove } = temporary();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder], { stdio: 'ignore' });
      execFileSync('umount', [folder]);
      return undefined;
    } catch {
      return 'only root, and not in every container, can mount a small disk';
    } finally {
      remove();
    }
  },
  async open() {
    const { folder: disk, remove } = temporary();
    const expected = await undisturbed(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk]);

    /** Trains while the disk fills, mostly until the end; then there is room again. */
    async function train(dice: Dice) {
      for (let left = dice.pick([1, 1, 2]); left > 0; left--) {
        const before = await checkpointsIn(join(disk, 'run'));
        const started = start(await onward(disk, 'run'), disk);
        await someMoment(dice, started);
        const filler = fill(disk, dice.below(40_000));
        if (dice.chance(0.3)) {
          await someMoment(dice, started, 30);
          rmSync(filler);
        }
        const { code } = held(await started.ended, 0, 1, 2);
        rmSync(filler, { force: true });
        if (code === 0) return requireOutcome(join(disk, 'run'), expected);
        const after = await checkpointsIn(join(disk, 'run'));
        if (before.whole && !after.whole) throw new Found('both checkpoints are lost');
      }
      await requireResumable(disk, 'run', expected);
    }

    /** Writes a file that is there already: all of the new one, or the old one stays. */
    async function rewrite(dice: Dice, args: readonly string[], file: string) {
      await run([...args, '--out', file], disk, 0);
      const before = readFileSync(join(disk, file));
      const filler = fill(disk, dice.below(before.length + 8192));
      const { code } = await run([...args, '--seed', '2', '--out', file], disk, 0, 1);
      rmSync(filler);
      const after = readFileSync(join(disk, file));
      await run([...args, '--seed', '2', '--out', `whole-${file}`], disk, 0);
      const whole = readFileSync(join(disk, `whole-${file}`));
      if (code === 1 && !after.equals(before))
        throw new Found(`${args[0]} failed, and ${file} is not what it was`);
      // A report says by which file it goes, and when it was made.
      if (code === 0 && Math.abs(after.length - whole.length) > 200)
        throw new Found(`${args[0]} wrote ${after.length} bytes of ${whole.length} and says it is done`);
      const left = readdirSync(disk).filter((name) => name.endsWith('.tmp'));
      if (left.length > 0) throw new Found(`${args[0]} leaves ${left}`);
    }

    async function sweep(dice: Dice) {
      const args =
        'sweep parity --cell rnn --length 3 --hidden 3 --batch 4 --steps 40 --steps-per-epoch 2 --seeds 2 --workers 1 --out sweep'.split(
          ' ',
        );
      const started = start(args, disk);
      await someMoment(dice, started, 40);
      const filler = fill(disk, dice.below(20_000));
      held(await started.ended, 0, 1, 2);
      rmSync(filler);
      await run(args, disk, 0);
      const { rows } = JSON.parse(readFileSync(join(disk, 'sweep', 'results.json'), 'utf8'));
      if (rows.length !== 2) throw new Found(`a sweep of 2 has ${rows.length} results`);
    }

    return {
      async attempt(dice) {
        for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
        if (dice.chance(0.7)) return train(dice);
        if (dice.chance(0.3)) return sweep(dice);
        if (dice.chance(0.5))
          return rewrite(
            dice,
            'dataset palindrome --count 800'.split(' '),
            dice.pick(['data.npz', 'data.csv', 'data.jsonl']),
          );
        mkdirSync(join(disk, 'runs'));
        await run([...tiny(), '--out', 'runs/one'], disk, 0);
        await rewrite(dice, ['report', 'runs', '--force'], 'report.html');
      },
      async close() {
        if (existsSync(disk)) execFileSync('umount', [disk]);
        remove();
      },
    };
  },
});
