import { addingProblem, addingProblemOptions } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { endlessExamples } from '../examples.js';
import { sequenceModels } from '../models.js';

/** Sum the two marked numbers of a long sequence. */
export const addingProblemTask = defineTask({
  name: 'adding-problem',
  summary: 'sum the two marked numbers of a long sequence',
  source: 'Hochreiter & Schmidhuber, "Long Short-Term Memory", 1997',
  models: sequenceModels('lstm'),
  options: addingProblemOptions,
  defaults: ({ length }) => ({
    hiddenSize: 64,
    chrono: length,
    learningRate: 3e-3,
    epochs: 30,
    schedule: 'cosine',
  }),
  create({ length }) {
    const dataset = addingProblem({ length });
    return {
      dataset: { ...dataset, steps: length },
      examples: endlessExamples(dataset),
      question: { write: ([sum = 0]) => sum.toFixed(4), meaning: ([sum = 0]) => sum },
    };
  },
});
