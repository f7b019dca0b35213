import type { NamedArrays } from '@unrolled/cells';
import type * as v from 'valibot';
import manifest from '../../package.json' with { type: 'json' };
import { modelSchema } from '../spec/job.js';
import type { ModelSettings } from '../spec/models.js';
import { type Signature, signatureOf, signatureSchema } from '../spec/signature.js';
import type { Task } from '../spec/task.js';
import { parseJson, readJson } from './read-json.js';
import { readTensorsWithDigest, writeTensorsWithDigest } from './tensors-with-digest.js';

/** A model's weights, with all that is needed to use them. */
export interface ModelFile {
  readonly weights: NamedArrays;
  /** Absent in files of earlier versions, and of other programs. */
  readonly description?: ModelDescription;
}

export interface ModelDescription {
  readonly model: ModelSettings;
  readonly signature: Signature;
}

/** What a model's file says of itself: the task, the model, what it reads and answers, the version of this package. */
export function modelMetadata(task: Task, model: ModelSettings): Record<string, string> {
  const signature = signatureOf(task);
  return {
    task: task.name,
    options: JSON.stringify(task.options),
    model: JSON.stringify(model),
    signature: JSON.stringify(signature),
    ...(signature.classes && { classes: JSON.stringify(signature.classes) }),
    unrolled: manifest.version,
  };
}

/** Weights as safetensors, with the SHA-256 of all that the file holds. */
export function writeModelFile(task: Task, model: ModelSettings, weights: NamedArrays): Promise<Uint8Array> {
  return writeTensorsWithDigest(weights, modelMetadata(task, model));
}

/** @throws Error if the bytes are not a whole, unaltered file of a model, or its description is not one */
export async function readModelFile(bytes: Uint8Array): Promise<ModelFile> {
  const { tensors: weights, metadata } = await readTensorsWithDigest(bytes);
  const { model, signature } = metadata;
  if (model === undefined || signature === undefined) return { weights };
  const read = <T>(what: string, schema: v.GenericSchema<unknown, T>, text: string) =>
    readJson(what, what, schema, parseJson(what, text));
  return {
    weights,
    description: {
      model: read('its model', modelSchema, model),
      signature: read('its signature', signatureSchema, signature),
    },
  };
}
