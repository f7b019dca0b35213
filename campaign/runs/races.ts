import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Found, oneByOne } from '../attack.js';
import type { Dice } from '../dice.js';
import { type Ended, held, pause, someMoment, start, tail } from './command.js';
import { onward, requireOutcome, resume, temporary, tiny, undisturbed } from './tiny-run.js';

/** Starts the second a moment after the first, and waits for both. */
async function both(
  dice: Dice,
  folder: string,
  first: readonly string[],
  second: readonly string[],
): Promise<Ended[]> {
  const one = start(first, folder);
  await pause(dice.pick([0, 0, 1, 10, 100, 500]));
  const other = start(second, folder);
  return (await Promise.all([one.ended, other.ended])).map((ended) => held(ended, 0, 1, 2));
}

/** The one that came too late says who was sooner. */
function requireHolder(ended: Ended): void {
  if (!/holds|in use|lock|process \d+/i.test(ended.stderr))
    throw new Found(`the second does not say who was first: ${tail(ended.stderr)}`);
}

export const races = oneByOne({
  name: 'races',
  summary: 'pairs of train at once: into one folder, by default names, resuming the same run',
  short: 3,
  long: 100,
  async open() {
    const { folder, remove } = temporary();
    const expected = { 1: await undisturbed(folder), 2: await undisturbed(folder, 2) };
    const done = (ended: readonly Ended[]) => ended.filter(({ code }) => code === 0);

    async function oneFolder(dice: Dice, place: string) {
      const args = [...tiny(), '--out', 'run'];
      const ended = await both(dice, place, args, args);
      if (done(ended).length !== 1)
        throw new Found(
          `${done(ended).length} of two say that they are done: ${ended.map(({ stderr }) => tail(stderr))}`,
        );
      requireHolder(ended.find(({ code }) => code !== 0)!);
      requireOutcome(join(place, 'run'), expected[1]);
    }

    async function defaultNames(dice: Dice, place: string) {
      const seeds = dice.pick([
        [1, 1],
        [1, 2],
      ] as const);
      const ended = await both(dice, place, tiny(seeds[0]), tiny(seeds[1]));
      const names = readdirSync(join(place, 'runs')).sort();
      if (names.length !== done(ended).length)
        throw new Found(`${done(ended).length} are done and there are ${names}`);
      if (seeds[0] !== seeds[1] && names.length !== 2) throw new Found(`of two seeds there is ${names}`);
      for (const late of ended.filter(({ code }) => code !== 0)) requireHolder(late);
      for (const [i, { stdout }] of done(ended).entries()) {
        const { run } = JSON.parse(stdout.trim().split('\n').at(-1)!);
        requireOutcome(join(place, run), expected[seeds[ended.indexOf(done(ended)[i]!)]!]);
      }
    }

    async function resumeTwice(dice: Dice, place: string) {
      const started = start([...tiny(), '--out', 'run'], place);
      await someMoment(dice, started, 150);
      started.process.kill('SIGKILL');
      await started.ended;
      const args = await onward(place, 'run');
      if (!args.includes('--resume')) return;
      const ended = await both(dice, place, resume('run'), resume('run'));
      if (done(ended).length === 0)
        throw new Found(`neither resumes: ${ended.map(({ stderr }) => tail(stderr))}`);
      for (const late of ended.filter(({ code }) => code !== 0)) requireHolder(late);
      requireOutcome(join(place, 'run'), expected[1]);
    }

    return {
      attempt(dice, index) {
        const place = join(folder, String(index));
        mkdirSync(place);
        return dice.pick([oneFolder, defaultNames, resumeTwice])(dice, place);
      },
      close: async () => remove(),
    };
  },
});
