import type { Job } from '@unrolled/tasks';
import { describe, expect, it } from 'vitest';
import { requireClosed } from '../src/job-data.js';

const jobOf = (name: string, options = {}) => ({ task: { name, options } }) as Job;

describe('a queue', () => {
  it('carries the tasks whose options are numbers and choices', () => {
    expect(() => requireClosed(jobOf('palindrome', { length: 5 }))).not.toThrow();
  });

  it('carries no path and no code', () => {
    expect(() => requireClosed(jobOf('data', { data: 'train.csv' }))).toThrow(
      'a queue carries no data: its option data may be any text',
    );
    for (const name of ['./my-task.js', 'toString'])
      expect(() => requireClosed(jobOf(name))).toThrow(
        `a queue carries no code: the task is defined by ${name}`,
      );
  });
});
