import { addingProblem } from '@unrolled/datasets';
import { endlessExamples } from '../examples.js';
import type { TaskDefinition } from '../task.js';
import { defaults } from './defaults.js';

/** Sum the two marked numbers of a long sequence. */
export const addingProblemTask: TaskDefinition = {
  name: 'adding-problem',
  summary: 'sum the two marked numbers of a long sequence',
  source: 'Hochreiter & Schmidhuber, "Long Short-Term Memory", 1997',
  models: ['lstm', 'rnn', 'gru'],
  options: { length: { type: 'integer', description: 'steps in the sequence', default: 100 } },
  create(options) {
    const length = Number(options.length);
    const dataset = addingProblem({ length });
    return {
      dataset: { ...dataset, steps: length },
      examples: endlessExamples(dataset),
      question: { write: ([sum = 0]) => sum.toFixed(4), meaning: ([sum = 0]) => sum },
      settings: {
        ...defaults,
        hiddenSize: 64,
        chrono: length,
        learningRate: 3e-3,
        epochs: 30,
        schedule: 'cosine',
      },
    };
  },
};
