import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Found, oneByOne } from '../attack.js';
import { flipped, truncated } from '../mutate-bytes.js';
import { run, tail } from './command.js';
import { outcomeOf, resume, temporary, tiny, undisturbed } from './tiny-run.js';

const kept = ['run.json', 'model.safetensors', 'checkpoint.safetensors', 'checkpoint-previous.safetensors'];

export const damage = oneByOne({
  name: 'damage',
  summary: 'a file of a run with a bit flipped, cut short, empty or lost, and the run resumed',
  short: 3,
  long: 60,
  async open() {
    const { folder, remove } = temporary();
    const expected = await undisturbed(folder);
    await run([...tiny(), '--steps', '40', '--out', 'half'], folder, 0);
    return {
      async attempt(dice, index) {
        const name = `run${index}`;
        const place = join(folder, name);
        cpSync(join(folder, 'half'), place, { recursive: true });
        const file = dice.pick(readdirSync(place).filter((file) => kept.includes(file)));
        const bytes = readFileSync(join(place, file));
        const change = dice.pick([flipped, truncated, () => new Uint8Array(0), undefined]);
        if (change) writeFileSync(join(place, file), change(dice, bytes));
        else rmSync(join(place, file));
        const ended = await run([...resume(name), '--steps', '80'], folder, 0, 1, 2);
        if (ended.code !== 0) {
          if (!/run\.json|safetensors|checkpoint/.test(ended.stderr))
            throw new Found(`${file} damaged: refused without naming it: ${tail(ended.stderr)}`);
          if (file !== 'run.json')
            throw new Found(
              `${file} damaged: the other checkpoint is whole, and not resumed from: ${tail(ended.stderr)}`,
            );
          return;
        }
        // A flipped bit of run.json may say something else that is true, as of a version.
        if (file !== 'run.json' && outcomeOf(place) !== expected)
          throw new Found(`${file} damaged: comes out otherwise`);
      },
      close: async () => remove(),
    };
  },
});
