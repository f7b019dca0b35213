import { type NamedArray, type Recurrence, type RnnCell, writeKerasWeights } from '@unrolled/cells';
import { namedArrays } from '../model/parameter-tree.js';
import type { Signature } from '../spec/signature.js';
import { type Network, tryOthers } from './network.js';

/** A layer of Keras or of tf.layers: its class, its configuration in the words of Keras, its weights in their order. */
export interface KerasLayer {
  readonly className: string;
  readonly config: { readonly name: string; readonly [name: string]: unknown };
  readonly weights: Readonly<Record<string, NamedArray>>;
}

/** The classes of Keras by our kinds. */
const classNames: Readonly<Record<string, string>> = { rnn: 'SimpleRNN', gru: 'GRU', lstm: 'LSTM' };

/**
 * What follows on the standardization, one layer after another: the recurrent layers, the readout `logits`, and what makes
 * probabilities of it. The weights are not drawn when a model is made of it, since they are loaded.
 *
 * @param format for the message
 * @throws TypeError for a network that is no sequence of layers that Keras has
 */
export async function kerasLayers(network: Network, format: string): Promise<KerasLayer[]> {
  const { signature } = network;
  if (signature.scheme === 'encoder-decoder') {
    throw new TypeError(`${format}: an encoder-decoder is no sequence of layers; ${tryOthers}`);
  }
  const before =
    network.kind === 'recurrent' ? await recurrentLayers(network, format) : await hiddenLayers(network);
  return [
    ...before,
    await dense('logits', 'linear', network.readout),
    ...(signature.targetKind === 'real'
      ? inUnits(signature)
      : [activation('probabilities', signature.targetKind === 'class' ? 'softmax' : 'sigmoid')]),
  ];
}

async function recurrentLayers(
  { layers, signature }: Extract<Network, { kind: 'recurrent' }>,
  format: string,
): Promise<KerasLayer[]> {
  return Promise.all(
    layers.map(async ({ cell, params }, index) => {
      const className = classNames[cell.kind];
      if (!className) throw new TypeError(`${format}: there is no layer for ${cell.kind}; ${tryOthers}`);
      const [kernel, recurrentKernel, bias] = await writeKerasWeights(cell, params);
      return {
        className,
        config: {
          name: `${cell.kind}_${index + 1}`,
          units: cell.hiddenSize,
          ...configOf(cell),
          use_bias: bias !== undefined,
          recurrent_initializer: 'zeros',
          ...drawn,
          return_sequences: index < layers.length - 1 || signature.scheme === 'many-to-many',
        },
        weights: { kernel: kernel!, recurrent_kernel: recurrentKernel!, ...(bias && { bias }) },
      };
    }),
  );
}

function configOf(cell: Recurrence): object {
  if (cell.kind === 'rnn') return { activation: activations[(cell as RnnCell).activation] };
  const gates = { activation: 'tanh', recurrent_activation: 'sigmoid' };
  if (cell.kind === 'gru')
    return { ...gates, reset_after: (cell as Recurrence & { resetAfter: boolean }).resetAfter };
  return { ...gates, unit_forget_bias: false };
}
const activations: Readonly<Record<string, string>> = {
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  identity: 'linear',
};

/** Zeros, which are soonest there. */
const drawn = { kernel_initializer: 'zeros', bias_initializer: 'zeros' };

async function hiddenLayers({ hidden }: Extract<Network, { kind: 'feedforward' }>): Promise<KerasLayer[]> {
  return [
    { className: 'Flatten', config: { name: 'all_steps' }, weights: {} },
    await dense('hidden', 'relu', hidden),
  ];
}

async function dense(name: string, activation: string, params: Network['readout']): Promise<KerasLayer> {
  const { kernel, bias } = await namedArrays(params);
  return {
    className: 'Dense',
    config: { name, units: kernel!.shape[1], activation, use_bias: bias !== undefined, ...drawn },
    weights: { kernel: kernel!, ...(bias && { bias }) },
  };
}

/** answer · deviation + mean */
function inUnits({ answerScale: scale }: Signature): KerasLayer[] {
  return scale ? [rescaling('values', { scale: scale.deviation, offset: scale.mean })] : [];
}

/** x · scale + offset */
export const rescaling = (name: string, config: object): KerasLayer => ({
  className: 'Rescaling',
  config: { name, ...config },
  weights: {},
});

const activation = (name: string, activation: string): KerasLayer => ({
  className: 'Activation',
  config: { name, activation },
  weights: {},
});
