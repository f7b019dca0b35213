import type { ParameterShape, TrainingCost } from '@unrolled/analysis';
import type { Words } from '../data/words.js';

interface ParametersStudy {
  readonly parameters: readonly ParameterShape[];
  readonly total: number;
  readonly cost: TrainingCost;
}

const grouped = (count: number) => count.toLocaleString('en-US');

/**
 * The parameters by name and shape, and the cost of a training step of the first layer, or of what is named.
 *
 * @example
 * const sizes = { cell: 'lstm', inputSize: 10, outputSize: 10 } as const;
 * const cost = trainingCost({ ...sizes, hiddenSize: 128, batchSize: 64, steps: 20 });
 * const words = describeParameters({ ...modelParameters({ ...sizes, hiddenSizes: [128] }), cost });
 * console.log(inCharacters(words, { unicode: true }));
 */
export function describeParameters(
  { parameters, total, cost }: ParametersStudy,
  { of = 'the first layer' }: { readonly of?: string } = {},
): Words {
  const rows = parameters.map(({ name, shape, count }) => [name, `${shape.join(' × ')}`, grouped(count)]);
  const { flops, bytes } = cost;
  return [
    { head: ['parameter', 'shape', 'count'], rows: [...rows, ['total', '', grouped(total)]] },
    '',
    `one training step of ${of}`,
    {
      head: ['', ''],
      rows: [
        ['forward', `${(flops.forward / 1e6).toFixed(1)} MFLOP`],
        ['forward and backward', `${(flops.total / 1e6).toFixed(1)} MFLOP`],
        ['stored activations', `${(bytes.activations / 1e6).toFixed(2)} MB`],
        ['parameters, gradients, optimizer', `${((bytes.total - bytes.activations) / 1e6).toFixed(2)} MB`],
      ],
    },
  ];
}
