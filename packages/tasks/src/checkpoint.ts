import { type NamedArrays, readSafetensors, writeSafetensors } from '@unrolled/cells';
import type { EpochRecord, RunStore } from './run-store.js';

/** Where a training run stands. Its random numbers follow from the seed and the step. */
export interface Position {
  readonly seed: number;
  /** Steps taken, over all learning rates tried. */
  readonly step: number;
  /** Sums over the steps since the epoch in progress began. */
  readonly sums: StepSums;
  /** The epochs so far; the best of them is the one whose weights are kept. */
  readonly history: readonly EpochRecord[];
}

export interface StepSums {
  readonly steps: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly gradientNorm: number;
}

/** Everything a run needs to go on to the same bits as one that never stopped. */
export interface Checkpoint {
  readonly position: Position;
  /** By their paths in the trees `weights`, `best` and `optimizer`, as `optimizer.first.cell.bias`. */
  readonly tensors: NamedArrays;
}

/** A checkpoint as safetensors, with its SHA-256 in the metadata. */
export async function encodeCheckpoint({ position, tensors }: Checkpoint): Promise<Uint8Array> {
  const metadata = { position: JSON.stringify(position) };
  const sha256 = await digest(writeSafetensors(tensors, metadata));
  return writeSafetensors(tensors, { ...metadata, sha256 });
}

/** @throws Error if the bytes are not a whole, unaltered checkpoint, or one of an earlier version */
export async function decodeCheckpoint(bytes: Uint8Array): Promise<Checkpoint> {
  const { tensors, metadata } = readSafetensors(bytes);
  const { position, sha256 } = metadata;
  if (!position || !sha256) throw new Error('it is no checkpoint');
  if ((await digest(writeSafetensors(tensors, { position }))) !== sha256)
    throw new Error('its content was altered');
  if ('optimizer.0' in tensors)
    throw new Error('an earlier version wrote it, with numbers for names (optimizer.0)');
  return { position: JSON.parse(position), tensors };
}

/**
 * The latest checkpoint that is whole, and why later ones were refused.
 *
 * @throws Error if there is none
 */
export async function latestCheckpoint(
  store: RunStore | undefined,
): Promise<{ checkpoint: Checkpoint; refused: string[] }> {
  const refused: string[] = [];
  for (const { name, bytes } of (await store?.readCheckpoints()) ?? []) {
    try {
      return { checkpoint: await decodeCheckpoint(bytes), refused };
    } catch (error) {
      refused.push(`${name}: ${(error as Error).message}`);
    }
  }
  throw new Error(['there is no whole checkpoint to resume from', ...refused].join('; '));
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
