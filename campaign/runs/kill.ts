import { oneByOne } from '../attack.js';
import { someMoment, start } from './command.js';
import { onward, requireResumable, temporary, undisturbed } from './tiny-run.js';

export const kill = oneByOne({
  name: 'kill',
  summary: 'training killed at random moments, up to three times, and resumed to the same bits',
  short: 3,
  long: 100,
  async open() {
    const { folder, remove } = temporary();
    const expected = await undisturbed(folder);
    return {
      async attempt(dice, index) {
        const name = `run${index}`;
        for (let left = dice.pick([1, 1, 2, 3]); left > 0; left--) {
          const started = start(await onward(folder, name), folder);
          await someMoment(dice, started);
          started.process.kill('SIGKILL');
          await started.ended;
        }
        await requireResumable(folder, name, expected);
      },
      close: async () => remove(),
    };
  },
});
