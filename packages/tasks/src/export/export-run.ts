import type { NamedArrays } from '@unrolled/cells';
import { modelMetadata, writeModelFile } from '../runs/model-file.js';
import type { ExportFormat } from '../spec/export-formats.js';
import type { Job } from '../spec/job.js';
import { signatureOf } from '../spec/signature.js';
import type { Task } from '../spec/task.js';
import { type Network, withNetwork } from './network.js';

/** A file, or what stands in a folder by name. */
export type Exported = Uint8Array | Readonly<Record<string, Uint8Array>>;

type Write = (network: Network) => Promise<Exported>;

const writers: Readonly<Record<Exclude<ExportFormat, 'safetensors'>, () => Promise<Write>>> = {
  onnx: async () => (await import('./onnx/onnx-model.js')).onnxModel,
  keras: async () => (await import('./keras/keras-file.js')).kerasFile,
  pytorch: async () => (await import('./pytorch/pytorch-state-dict.js')).pytorchStateDict,
  'tfjs-layers': async () => (await import('./tfjs-layers.js')).tfjsLayersModel,
};

/**
 * A trained model as other programs read it, its standardization and its readout inside. The file says of itself which task,
 * model and version of this package it comes from, and what its classes are.
 *
 * @throws TypeError that names what the format cannot express
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * const onnx = await exportRun(task, job, weights, 'onnx');
 * onnx instanceof Uint8Array; // → true
 */
export async function exportRun(
  task: Task,
  { model }: Pick<Job, 'model'>,
  weights: NamedArrays,
  format: ExportFormat,
): Promise<Exported> {
  if (format === 'safetensors') return writeModelFile(task, model, weights);
  const write = await writers[format]();
  return withNetwork(signatureOf(task), model, weights, modelMetadata(task, model), write);
}
