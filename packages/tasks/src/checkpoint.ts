import { type NamedArrays, readSafetensors, writeSafetensors } from '@unrolled/cells';
import type { RngState } from '@unrolled/datasets';
import type { EpochRecord } from './run-store.js';

/** Where a training run stands. */
export interface Position {
  readonly step: number;
  /** Sum of the training losses since the epoch in progress began. */
  readonly lossSum: number;
  /** Where the stream of batches stands. */
  readonly rng: RngState;
  /** The validation loss of the best epoch. */
  readonly bestLoss?: number;
  readonly history: readonly EpochRecord[];
}

/** Everything a run needs to go on to the same bits as one that never stopped. */
export interface Checkpoint {
  readonly position: Position;
  /** `weights.*`, `best.*` and `optimizer.*`. */
  readonly tensors: NamedArrays;
}

/** A checkpoint as safetensors, with its SHA-256 in the metadata. */
export async function encodeCheckpoint({ position, tensors }: Checkpoint): Promise<Uint8Array> {
  const metadata = { position: JSON.stringify(position) };
  const sha256 = await digest(writeSafetensors(tensors, metadata));
  return writeSafetensors(tensors, { ...metadata, sha256 });
}

/** @throws Error if the bytes are not a whole, unaltered checkpoint */
export async function decodeCheckpoint(bytes: Uint8Array): Promise<Checkpoint> {
  const { tensors, metadata } = readSafetensors(bytes);
  const { position, sha256 } = metadata;
  if (!position || !sha256) throw new Error('it is no checkpoint');
  if ((await digest(writeSafetensors(tensors, { position }))) !== sha256)
    throw new Error('its content was altered');
  return { position: JSON.parse(position), tensors };
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
