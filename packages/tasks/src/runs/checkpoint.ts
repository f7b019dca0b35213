import type { NamedArrays } from '@unrolled/cells';
import type { Job } from '../spec/job.js';
import { differences } from './differences.js';
import { type Position, positionSchema, requireConsistent } from './position.js';
import { parseJson, readJson } from './read-json.js';
import { presentJob } from './read-record.js';
import { requireFinite } from './require-finite.js';
import type { RunStore } from './run-store.js';
import { readTensorsWithDigest, writeTensorsWithDigest } from './tensors-with-digest.js';

/** Everything a run needs to go on to the same bits as one that never stopped. */
export interface Checkpoint {
  readonly position: Position;
  /** By their paths in the trees `weights`, `best`, `optimizer` and `carried`, as `optimizer.first.cell.bias`. */
  readonly tensors: NamedArrays;
}

/** A checkpoint as safetensors, with its SHA-256 in the metadata. */
export async function encodeCheckpoint({ position, tensors }: Checkpoint): Promise<Uint8Array> {
  return writeTensorsWithDigest(tensors, { position: JSON.stringify(position) });
}

/**
 * One that holds NaN is refused although training wrote it: the one before it comes to the same step.
 *
 * @throws Error if the bytes are not a whole, unaltered checkpoint, or one of an earlier version, or it holds a number
 *   that is none, or its parts contradict each other
 */
export async function decodeCheckpoint(bytes: Uint8Array): Promise<Checkpoint> {
  const { tensors, metadata } = await readTensorsWithDigest(bytes);
  const { position, sha256 } = metadata;
  if (!position || !sha256) throw new Error('it is no checkpoint');
  const json = parseJson('its position', position);
  if (typeof json === 'object' && json !== null && !('job' in json && 'plan' in json))
    throw new Error('it is of an earlier version of @unrolled/tasks, whose runs cannot be resumed');
  // A setting that has come since has its default.
  const read = readJson('its position', 'place in a run', positionSchema, json);
  requireConsistent(read);
  requireFinite('its tensors', tensors);
  return { position: { ...read, job: presentJob(read.job, 'its position') }, tensors };
}

/**
 * The latest checkpoint that is whole, and why later ones were refused. A run that ended before its first one has none, and
 * begins anew.
 *
 * @throws Error if there is none otherwise, or it is one of another job: how long a run goes on may change, and nothing
 * else
 */
export async function resumable(
  store: RunStore | undefined,
  job: Job,
): Promise<{ checkpoint?: Checkpoint; refused: string[] }> {
  if (store && (await hasNotBegun(store))) return { refused: [] };
  const { checkpoint, refused } = await latestCheckpoint(store);
  const other = differences(checkpoint.position.job, job).filter(({ path }) => !mayChange.has(path));
  if (other.length === 0) return { checkpoint, refused };
  const named = other.map(({ path, before, after }) => `${path} was ${before}, now it is ${after}`);
  throw new Error(`${store!.location} holds a checkpoint of another job: ${named.join('; ')}`);
}

const mayChange = new Set(['backend', 'settings.epochs', 'settings.steps']);

async function hasNotBegun(store: RunStore): Promise<boolean> {
  if ((await store.readCheckpoints()).length > 0) return false;
  return (await store.readRecord())?.history.length === 0;
}

/** @throws Error that names each checkpoint and what is wrong with it, if none is whole */
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
