import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { oneByOne } from '../attack.js';
import type { Dice } from '../dice.js';
import { held, someMoment, start } from './command.js';
import { requireOutcome, requireResumable, temporary, tiny, undisturbed } from './tiny-run.js';

export const closedPipes = oneByOne({
  name: 'closed-pipes',
  summary: 'stdout or stderr closed by its reader at random moments, or a device that is full',
  short: 3,
  long: 40,
  async open() {
    const { folder, remove } = temporary();
    const expected = await undisturbed(folder);

    /** Without its progress being read a run goes on; without its results it is saved, for later. */
    async function close(dice: Dice, name: string) {
      const args = tiny().filter((word) => word !== '--json' || dice.chance(0.5));
      const started = start([...args, '--out', name], folder);
      const { stdout, stderr } = started.process;
      await someMoment(dice, started, 60);
      const closed = dice.pick([[stdout], [stderr], [stdout, stderr]]);
      for (const stream of closed) stream!.destroy();
      if (closed.includes(stdout)) {
        held(await started.ended, 0, 130);
        return requireResumable(folder, name, expected);
      }
      held(await started.ended, 0);
      requireOutcome(join(folder, name), expected);
    }

    async function full(dice: Dice, name: string) {
      const device = openSync('/dev/full', 'w');
      const [stdout, stderr] = dice.pick([
        [device, 'pipe'],
        ['pipe', device],
        [device, device],
      ] as const);
      const { ended } = start([...tiny(), '--out', name], folder, ['ignore', stdout, stderr]);
      closeSync(device);
      const { code, signal, stderr: said } = await ended;
      held({ code, signal, stdout: '', stderr: stderr === 'pipe' ? said : 'error: unseen' }, 0, 1);
      if (code === 0) return requireOutcome(join(folder, name), expected);
      await requireResumable(folder, name, expected);
    }

    return {
      attempt: (dice, index) => (dice.chance(0.7) ? close : full)(dice, `run${index}`),
      close: async () => remove(),
    };
  },
});
