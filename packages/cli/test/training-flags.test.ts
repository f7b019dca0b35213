import { describeOptions } from '@unrolled/datasets/options';
import { allSettings, taskDefinitions } from '@unrolled/tasks/spec';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.js';

/** What `unrolled COMMAND TASK --help` prints. */
function help(...words: string[]): string {
  return createProgram(words)
    .commands.find((command) => command.name() === words[0])!
    .helpInformation();
}

/** `splitSeed` as `split-seed`. */
const dashed = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe('the flags of train', () => {
  it('reach every option of every task and every setting', () => {
    const text = help('train');
    const names = Object.values(taskDefinitions).flatMap(({ options }) => Object.keys(options));
    for (const name of [...names, 'hidden', 'batch', 'stop-at', 'chrono', 'weight-decay', 'optimizer']) {
      expect(text).toContain(`--${dashed(name)}`);
    }
    const flags = createProgram().commands[0]!.options.length;
    expect(flags).toBeGreaterThan(Object.keys(allSettings).length + new Set(names).size);
  });

  it.each(Object.keys(taskDefinitions))('of %s are its own, with its own defaults', (task) => {
    const text = help('train', task);
    const { options, models } = taskDefinitions[task]!;
    const foreign = Object.values(taskDefinitions)
      .flatMap((other) => Object.keys(other.options))
      .filter((name) => !(name in options));
    for (const [name, known] of Object.entries(describeOptions(options))) {
      const help = 'default' in known ? '.*\\(default: ' : '';
      expect(text).toMatch(new RegExp(`--${dashed(name)} ${help}`, 's'));
    }
    for (const name of foreign) expect(text).not.toMatch(new RegExp(`--${dashed(name)} `));
    expect(text.includes('--activation')).toBe(models.includes('rnn'));
  });

  it.each(Object.values(taskDefinitions))(
    'take what $name takes where a run is to say which task it is',
    (task) => {
      const evaluate = createProgram(['evaluate']).commands.find((command) => command.name() === 'evaluate')!;
      for (const [name, described] of Object.entries(describeOptions(task.options))) {
        const flag = evaluate.options.find((option) => option.attributeName() === name)!;
        for (const bound of ['min', 'max', 'default'] as const) {
          const value = (described as Partial<Record<typeof bound, unknown>>)[bound];
          if (value === undefined || described.type === 'boolean') continue;
          expect(flag.parseArg!(String(value), undefined)).toBe(value);
        }
      }
    },
  );

  it('of two tasks differ', () => {
    expect(help('train', 'mnist-four')).toMatch(/--batch <examples>\s.*\(default:\s+32\)/s);
    expect(help('train', 'parity')).toMatch(/--batch <examples>\s.*\(default:\s+128\)/s);
    expect(help('sweep', 'mnist-four')).not.toBe(help('sweep', 'parity'));
  });

  it("tell a default apart by model where it is not every model's", () => {
    expect(help('train', 'palindrome').replace(/\s+/g, ' ')).toContain(
      '(default: 0.003; rnn: 0.001; skip-rnn: 0.001; transformer: 0.001)',
    );
  });
});
