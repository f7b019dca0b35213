import type { NamedArrays } from '@unrolled/cells';
import type { RunRecord } from '../spec/run.js';
import type { Position } from './position.js';

/** Where one run is kept. `@unrolled/tasks/node` has one that is a folder. */
export interface RunStore {
  /** The run's address, for people. */
  readonly location: string;
  /**
   * Takes the right to write for this store alone, until what is returned is called. Who has it may take it again.
   *
   * @param patience how long to wait for whoever has it, in milliseconds; not at all unless given
   * @throws Error that says who has it
   */
  lock(patience?: number): Promise<() => Promise<void>>;
  writeRecord(record: RunRecord): Promise<void>;
  /**
   * What is recorded, or undefined if there is no run.
   *
   * @throws Error if what is there is no record of a run
   */
  readRecord(): Promise<RunRecord | undefined>;
  /** The best weights so far, as safetensors. */
  writeModel(safetensors: Uint8Array): Promise<void>;
  hasModel(): Promise<boolean>;
  /** The best weights as they were written; undefined if there are none. */
  readModelFile(): Promise<Uint8Array | undefined>;
  /**
   * The best weights.
   *
   * @throws Error if there are none, or what is there is not whole
   */
  readModel(): Promise<NamedArrays>;
  /** Where training stands, as safetensors; the one before it is kept too. `position` is for people to read. */
  writeCheckpoint(safetensors: Uint8Array, position: Position): Promise<void>;
  /** The checkpoints that are kept, the latest first. */
  readCheckpoints(): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>;
  /** Forgets a run that was stopped before its first checkpoint. */
  clear(): Promise<void>;
}
