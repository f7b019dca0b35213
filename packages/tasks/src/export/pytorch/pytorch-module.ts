import type { NamedArrays } from '@unrolled/cells';
import { isRecurrent, type ModelSettings, type RecurrentSettings } from '../../spec/models.js';
import type { Signature } from '../../spec/signature.js';
import { momentArray } from '../moment-array.js';

/** The Python that defines the module of a `state_dict` and loads it from the path, a Python literal. */
export function pytorchModule(signature: Signature, model: ModelSettings, path: string): string {
  const { inputSize, outputSize, scheme, steps, targetKind, classes } = signature;
  const shape = scheme === 'many-to-one' ? `[batch, ${outputSize}]` : `[batch, time, ${outputSize}]`;
  const what = targetKind === 'real' ? 'numbers' : 'logits';
  const x = signature.standardization ? '(inputs - self.mean) / self.deviation' : 'inputs';
  const last = scheme === 'many-to-one' ? '[:, -1]' : '';
  const [layer, hidden] = isRecurrent(model)
    ? [`self.rnn = nn.${recurrent(inputSize, model)}, batch_first=True)`, `hidden, _ = self.rnn(${x})`]
    : [
        `self.hidden = nn.Linear(${steps! * inputSize}, ${model.hiddenSize})`,
        `hidden = torch.relu(self.hidden((${x}).flatten(1)))`,
      ];
  const read = `self.readout(hidden${isRecurrent(model) ? last : ''})`;
  const buffers = Object.entries(pytorchBuffers(signature)).map(
    ([name, { shape }]) => `self.register_buffer("${name}", torch.zeros(${shape[0]}))`,
  );
  const body = [...buffers, layer, `self.readout = nn.Linear(${model.hiddenSize}, ${outputSize})`];
  return [
    'import torch',
    'from torch import nn',
    '',
    'class Model(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    ...body.map((line) => `        ${line}`),
    '',
    `    def forward(self, inputs):  # [batch, ${steps ?? 'time'}, ${inputSize}] -> ${what} ${shape}`,
    `        ${hidden}`,
    `        return ${read}${signature.answerScale ? ' * self.answer_deviation + self.answer_mean' : ''}`,
    '',
    'model = Model()',
    `model.load_state_dict(torch.load(${path}))`,
    ...(classes ? [`classes = ${JSON.stringify(classes)}`] : []),
  ].join('\n');
}

/** What inputs are standardized by, and what brings real answers into the units of the data. */
export function pytorchBuffers({ standardization, answerScale }: Signature): NamedArrays {
  return {
    ...(standardization && {
      mean: momentArray(standardization.mean),
      deviation: momentArray(standardization.deviation),
    }),
    ...(answerScale && {
      answer_mean: momentArray(answerScale.mean),
      answer_deviation: momentArray(answerScale.deviation),
    }),
  };
}

/** As `LSTM(10, 128, num_layers=2`. */
function recurrent(inputSize: number, model: RecurrentSettings): string {
  const { kind, hiddenSize, layers } = model;
  const stacked = layers > 1 ? `, num_layers=${layers}` : '';
  const activation =
    'activation' in model && model.activation !== 'tanh' ? `, nonlinearity="${model.activation}"` : '';
  return `${kind.toUpperCase()}(${inputSize}, ${hiddenSize}${stacked}${activation}`;
}
