import { modelNames, scheduleNames, taskDefinitions } from '@unrolled/tasks';
import { describe, expect, it } from 'vitest';
import { modelOption } from '../src/commands/train.js';
import { valueSchema } from '../src/options.js';
import { length, settingFlags, taskFlags } from '../src/training-options.js';

describe('the flags of train', () => {
  const flags = new Map([length(), ...taskFlags()].map((flag) => [flag.attributeName(), flag]));

  it('reach every option of every task, with the same choices', () => {
    for (const { options } of Object.values(taskDefinitions)) {
      for (const [name, option] of Object.entries(options)) {
        const flag = flags.get(name);
        expect(flag, name).toBeDefined();
        if (option.type === 'choice') {
          expect([...valueSchema(flag!)!.enum!].sort(), name).toEqual([...option.choices].sort());
        }
      }
    }
  });

  it('name no option that no task has', () => {
    const known = Object.values(taskDefinitions).flatMap(({ options }) => Object.keys(options));
    expect([...flags.keys()].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('reach every setting', () => {
    const names = settingFlags().map((flag) => flag.attributeName());
    for (const name of ['epochs', 'layers', 'schedule', 'chrono', 'feedback', 'patience', 'monitor']) {
      expect(names).toContain(name);
    }
    const schedule = settingFlags().find((flag) => flag.attributeName() === 'schedule')!;
    expect(valueSchema(schedule)!.enum).toEqual(scheduleNames);
    expect(valueSchema(modelOption())!.enum).toEqual(modelNames);
  });
});
