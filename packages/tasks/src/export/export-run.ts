import type { NamedArrays } from '@unrolled/cells';
import manifest from '../../package.json' with { type: 'json' };
import type { ExportFormat } from '../spec/export-formats.js';
import type { Job } from '../spec/job.js';
import { signatureOf } from '../spec/signature.js';
import type { Task } from '../spec/task.js';
import { type Network, withNetwork } from './network.js';

/** A file, or what stands in a folder by name. */
export type Exported = Uint8Array | Readonly<Record<string, Uint8Array>>;

type Write = (network: Network) => Promise<Exported>;

const writers: Readonly<Record<ExportFormat, () => Promise<Write>>> = {
  onnx: async () => (await import('./onnx/onnx-model.js')).onnxModel,
};

/**
 * A trained model as other programs read it, its standardization and its readout inside. The file says of itself which task,
 * model and version of this package it comes from, and what its classes are.
 *
 * @throws TypeError that names what the format cannot express
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 * @example
 * const onnx = await exportRun(task, job, await store.readModel(), 'onnx');
 */
export async function exportRun(
  task: Task,
  { model }: Pick<Job, 'model'>,
  weights: NamedArrays,
  format: ExportFormat,
): Promise<Exported> {
  const signature = signatureOf(task);
  const metadata = {
    task: task.name,
    options: JSON.stringify(task.options),
    model: JSON.stringify(model),
    signature: JSON.stringify(signature),
    ...(signature.classes && { classes: JSON.stringify(signature.classes) }),
    unrolled: manifest.version,
  };
  return withNetwork(signature, model, weights, metadata, await writers[format]());
}
