import { copyMemory, copyMemoryOptions } from '@unrolled/datasets';
import { withDefault } from '@unrolled/datasets/options';
import { defineTask } from '../define-task.js';
import { endlessExamples, sampling } from '../examples.js';
import { sequenceModels } from '../models.js';

/** Repeat ten symbols after a delay. */
export const copyMemoryTask = defineTask({
  name: 'copy-memory',
  summary: 'repeat ten symbols after a delay',
  source: 'Arjovsky, Shah & Bengio, "Unitary Evolution Recurrent Neural Networks", 2016',
  models: sequenceModels('lstm'),
  options: { length: withDefault(copyMemoryOptions.delay, 20), sampling },
  defaults: ({ length }) => ({ chrono: length + 10, learningRate: 3e-3, epochs: 40, schedule: 'cosine' }),
  create({ length: delay, sampling }) {
    const dataset = copyMemory({ delay });
    return {
      dataset: { ...dataset, steps: delay + 20 },
      examples: endlessExamples(dataset, { heldOutCount: 1000, sampling }),
      question: { write: (symbols) => symbols.join(''), meaning: (symbols) => symbols.slice(-10).join('') },
    };
  },
});
