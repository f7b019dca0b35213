import { copyMemory } from '@unrolled/datasets';
import { endlessExamples } from '../examples.js';
import type { TaskDefinition } from '../task.js';
import { defaults } from './defaults.js';

/** Repeat ten symbols after a delay. */
export const copyMemoryTask: TaskDefinition = {
  name: 'copy-memory',
  summary: 'repeat ten symbols after a delay',
  source: 'Arjovsky, Shah & Bengio, "Unitary Evolution Recurrent Neural Networks", 2016',
  models: ['lstm', 'rnn', 'gru'],
  options: { length: { type: 'integer', description: 'steps between reading and writing', default: 20 } },
  create(options) {
    const delay = Number(options.length);
    const dataset = copyMemory({ delay });
    return {
      dataset: { ...dataset, steps: delay + 20 },
      examples: endlessExamples(dataset, { heldOutCount: 1000 }),
      question: { write: (symbols) => symbols.join(''), meaning: (symbols) => symbols.slice(-10).join('') },
      settings: { ...defaults, chrono: delay + 10, learningRate: 3e-3, epochs: 40, schedule: 'cosine' },
    };
  },
};
