import { type NamedArrays, readout, stackCells, writePyTorchWeights } from '@unrolled/cells';
import { archive } from '../archive.js';
import { bytesOf } from '../bytes.js';
import { type Network, tryOthers } from '../network.js';
import { pickledStateDict } from './pickle.js';
import { pytorchBuffers } from './pytorch-module.js';

/**
 * A network's `state_dict` as `torch.save` writes it, for the module that `pytorchModule` gives: `rnn` is an nn.RNN, nn.GRU
 * or nn.LSTM, `readout` an nn.Linear, and its buffers are what inputs are standardized by,
 * and what brings real answers into the units of the data.
 *
 * @throws TypeError for a network that PyTorch has no module for
 */
export async function pytorchStateDict(network: Network): Promise<Uint8Array> {
  const tensors = { ...pytorchBuffers(network.signature), ...(await weightsOf(network)) };
  const files = Object.entries(tensors).map(
    ([, { data }], place) => [`data/${place}`, bytesOf(data)] as const,
  );
  const entries = {
    'data.pkl': pickledStateDict(tensors),
    byteorder: new TextEncoder().encode('little'),
    ...Object.fromEntries(files),
    version: new TextEncoder().encode('3\n'),
  };
  const placed = Object.entries(entries).map(([name, bytes]) => [`model/${name}`, bytes]);
  return archive(Object.fromEntries(placed));
}

async function weightsOf(network: Network): Promise<NamedArrays> {
  const { signature } = network;
  if (signature.scheme === 'encoder-decoder')
    throw new TypeError(`pytorch: an encoder-decoder is no module of PyTorch; ${tryOthers}`);
  const linear = ({ kernel }: Network['readout']) =>
    readout({ hiddenSize: kernel.shape[0], outputSize: kernel.shape[1] });
  const head = await writePyTorchWeights(linear(network.readout), network.readout, 'readout.');
  if (network.kind === 'feedforward') {
    return { ...(await writePyTorchWeights(linear(network.hidden), network.hidden, 'hidden.')), ...head };
  }
  const { layers } = network;
  const stack = stackCells(layers.map(({ cell }) => cell));
  const params = Object.fromEntries(layers.map(({ params }, index) => [`l${index}`, params]));
  const recurrent = await writePyTorchWeights(stack, params, 'rnn.').catch((error: Error) => {
    throw new TypeError(`${error.message.replace(/^PyTorch weights/, 'pytorch')}; ${tryOthers}`);
  });
  return { ...recurrent, ...head };
}
