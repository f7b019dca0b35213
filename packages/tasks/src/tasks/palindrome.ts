import { type PalindromeOptions, palindrome } from '@unrolled/datasets';
import type { TaskDefinition } from '../task.js';

/** Remember a palindrome's first digit until its last is due. */
export const palindromeTask: TaskDefinition = {
  name: 'palindrome',
  summary: "remember a palindrome's first digit until its last is due",
  source: 'University of Amsterdam, Deep Learning, assignment on recurrent networks',
  options: { length: 5, base: 10, encoding: 'one-hot' },
  create: (options) => ({
    name: 'palindrome',
    options,
    dataset: palindrome(options as unknown as PalindromeOptions),
    settings: {
      hiddenSize: 128,
      initialization: 'orthogonal',
      forgetBias: 3,
      batchSize: 128,
      optimizer: 'rmsprop',
      learningRate: 1e-3,
      clipNorm: 10,
      steps: 1000,
      stepsPerEpoch: 50,
      stopAtAccuracy: 1,
    },
  }),
};
