import { type NamedArrays, readSafetensors, type Safetensors, writeSafetensors } from '@unrolled/cells';
import { sha256 as digestOf } from '../spec/sha256.js';

/** Tensors as safetensors, the SHA-256 of everything else in the metadata. */
export async function writeTensorsWithDigest(
  tensors: NamedArrays,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const sha256 = await digestOf(writeSafetensors(tensors, metadata));
  return writeSafetensors(tensors, { ...metadata, sha256 });
}

/**
 * Tensors out of safetensors, checked against their SHA-256 where there is one. Other programs write none.
 *
 * @throws Error if the bytes are not a whole safetensors file, what they hold was altered, or its metadata are
 *   not known, as a digest under a damaged name is not
 */
export async function readTensorsWithDigest(bytes: Uint8Array): Promise<Safetensors> {
  const { tensors, metadata } = readSafetensors(bytes);
  const stray = Object.keys(metadata).find((name) => !knownMetadata.includes(name));
  if (stray !== undefined) throw new Error(`its metadata ${JSON.stringify(stray)} is not known`);
  const { sha256, ...others } = metadata;
  if (sha256 !== undefined && (await digestOf(writeSafetensors(tensors, others))) !== sha256)
    throw new Error('its content was altered');
  return { tensors, metadata };
}

const ofModels = ['task', 'options', 'model', 'signature', 'classes', 'unrolled'];
const knownMetadata = ['sha256', 'position', 'format', ...ofModels];
