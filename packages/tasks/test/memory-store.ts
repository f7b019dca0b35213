import type { NamedArrays } from '@unrolled/cells';
import type { RunRecord, RunStore } from '../src/index.js';
import { readTensorsWithDigest } from '../src/runs/tensors-with-digest.js';

/** Keeps what a run writes in memory, the latest checkpoints first. */
export function memoryStore() {
  const records: RunRecord[] = [];
  const models: Uint8Array[] = [];
  const checkpoints: { name: string; bytes: Uint8Array }[] = [];
  const store: RunStore = {
    location: 'memory',
    lock: async () => async () => {},
    writeRecord: async (record) => void records.push(structuredClone(record)),
    readRecord: async () => records.at(-1),
    writeModel: async (model) => void models.push(model),
    hasModel: async () => models.length > 0,
    readModelFile: async () => models.at(-1),
    readModel: async (): Promise<NamedArrays> => (await readTensorsWithDigest(models.at(-1)!)).tensors,
    writeCheckpoint: async (bytes, { step }) => void checkpoints.unshift({ name: `step ${step}`, bytes }),
    readCheckpoints: async () => checkpoints,
    clear: async () => void records.splice(0),
  };
  return { store, records, models, checkpoints };
}
