import type { Cell, NamedArrays, ReadoutParams, TensorTree } from '@unrolled/cells';
import { createCell } from '../model/cell.js';
import type { FeedForwardParams } from '../model/feed-forward-model.js';
import { readerWriterSize } from '../model/reader-writer-model.js';
import type { RecurrentParams } from '../model/recurrent-model.js';
import type { FeedForwardSettings, ModelSettings, RecurrentSettings } from '../spec/models.js';
import type { Signature } from '../spec/signature.js';
import { withTrainedModel } from '../trained/with-trained-model.js';

/** What a refusal recommends: whatever one format cannot express, another can. */
export const tryOthers = 'try onnx, or safetensors, which has every model';

/** A trained model by its parts, which is how other formats know one. The tensors are those of whoever made it. */
export type Network = RecurrentNetwork | FeedForwardNetwork;

interface Described {
  readonly signature: Signature;
  /** What a file says of itself: which task and which version made it, as texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RecurrentNetwork extends Described {
  readonly kind: 'recurrent';
  readonly settings: RecurrentSettings;
  /** The recurrent layers with their parameters, the lowest first. */
  readonly layers: readonly Layer[];
  readonly readout: ReadoutParams;
}

export interface FeedForwardNetwork extends Described {
  readonly kind: 'feedforward';
  readonly settings: FeedForwardSettings;
  readonly hidden: ReadoutParams;
  readonly readout: ReadoutParams;
}

export interface Layer {
  readonly cell: Cell;
  readonly params: TensorTree;
}

/**
 * Hands the parts of a trained model to `use`, and frees the weights when that is done.
 *
 * @throws TypeError if the model is one that other formats cannot say
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 */
export function withNetwork<T>(
  signature: Signature,
  settings: ModelSettings,
  weights: NamedArrays,
  metadata: Readonly<Record<string, string>>,
  use: (network: Network) => Promise<T>,
): Promise<T> {
  return withTrainedModel({ dataset: signature }, settings, weights, async (_, params) => {
    if (settings.kind === 'feedforward') {
      return use({ kind: 'feedforward', signature, metadata, settings, ...(params as FeedForwardParams) });
    }
    const unsaid = unsaidOf(settings);
    if (unsaid || settings.kind === 'transformer')
      throw new TypeError(`${unsaid} has no other form yet; the format safetensors keeps its weights`);
    const { cell: ofCell, readout } = params as RecurrentParams;
    const read =
      signature.scheme === 'encoder-decoder' ? readerWriterSize(signature, settings) : signature.inputSize;
    const cell = await createCell(settings, read);
    const layers =
      'layers' in cell
        ? (cell.layers as readonly Cell[]).map((layer, index) => ({
            cell: layer,
            params: (ofCell as Readonly<Record<string, TensorTree>>)[`l${index}`]!,
          }))
        : [{ cell, params: ofCell }];
    return use({ kind: 'recurrent', signature, metadata, settings, layers, readout });
  });
}

/** What other formats cannot say. */
function unsaidOf(settings: Exclude<ModelSettings, FeedForwardSettings>): string | undefined {
  if (settings.kind === 'transformer') return 'a transformer';
  if (settings.attention !== 'none') return 'an encoder-decoder with attention';
  if (settings.bidirectional) return 'a bidirectional network';
  if (settings.layerNorm) return 'a network with layer normalisation';
  return settings.residual ? 'a residual network' : undefined;
}
