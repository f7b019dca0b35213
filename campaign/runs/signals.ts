import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Found, oneByOne } from '../attack.js';
import type { Dice } from '../dice.js';
import { held, pause, run, someMoment, start } from './command.js';
import { onward, requireOutcome, requireResumable, temporary, undisturbed } from './tiny-run.js';

/** The processes that one has started, where Linux tells. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export const signals = oneByOne({
  name: 'signals',
  summary: 'SIGINT, SIGTERM and SIGHUP to train and sweep, and the parent of a sweep killed',
  short: 3,
  long: 60,
  async open() {
    const { folder, remove } = temporary();
    const expected = await undisturbed(folder);

    async function train(dice: Dice, name: string) {
      const started = start(await onward(folder, name), folder);
      await someMoment(dice, started);
      const signal = dice.pick(['SIGINT', 'SIGTERM', 'SIGHUP'] as const);
      const told = started.process.kill(signal);
      const ended = await started.ended;
      const begun = existsSync(join(folder, name, 'run.json'));
      if (ended.signal !== null && !begun) return; // it had not begun
      if (held(ended, 0, ...(told ? [130] : [])).code === 0)
        return requireOutcome(join(folder, name), expected);
      await requireResumable(folder, name, expected);
    }

    async function sweep(dice: Dice, name: string) {
      const args =
        `sweep parity --cell rnn --length 3 --hidden 3 --batch 4 --steps 400 --steps-per-epoch 2 --seeds 2 --workers 2 --json --out ${name}`.split(
          ' ',
        );
      const started = start(args, folder);
      await someMoment(dice, started, 100);
      const children = childrenOf(started.process.pid!);
      const signal = dice.pick(['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const);
      started.process.kill(signal);
      const ended = await started.ended;
      if (signal !== 'SIGKILL' && ended.code !== null) held(ended, 0, 130);
      for (let left = 50; left > 0 && children.some(isRunning); left--) await pause(200);
      const orphans = children.filter(isRunning);
      for (const orphan of orphans) process.kill(orphan, 'SIGKILL');
      if (orphans.length > 0) throw new Found(`${orphans.length} runs of a sweep go on after its ${signal}`);
      await run(args, folder, 0);
      const { rows } = JSON.parse(readFileSync(join(folder, name, 'results.json'), 'utf8'));
      if (rows.length !== 2) throw new Found(`a sweep of 2 has ${rows.length} results`);
    }

    return {
      attempt: (dice, index) => (dice.chance(0.6) ? train : sweep)(dice, `run${index}`),
      close: async () => remove(),
    };
  },
});
