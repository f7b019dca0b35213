import type { Reader } from './reader.js';

/** What is known of a reader before it is loaded, which it is in a process of its own. */
export interface KnownReader {
  readonly summary: string;
  /** Cases of the short form. */
  readonly short: number;
  /** Cases of the long form. */
  readonly long: number;
  load(): Promise<Reader>;
}

export const readers: Readonly<Record<string, KnownReader>> = {
  safetensors: {
    summary: 'files of tensors',
    short: 5000,
    long: 120_000,
    load: async () => (await import('./safetensors.js')).safetensors,
  },
  pytorch: {
    summary: 'state dicts of PyTorch',
    short: 3000,
    long: 100_000,
    load: async () => (await import('./importers.js')).pytorch,
  },
  keras: {
    summary: 'lists of weights of Keras',
    short: 3000,
    long: 100_000,
    load: async () => (await import('./importers.js')).keras,
  },
  idx: {
    summary: 'IDX files of images and labels',
    short: 5000,
    long: 120_000,
    load: async () => (await import('./idx.js')).idx,
  },
  gzip: {
    summary: 'gzipped IDX files, and such as inflate to a thousand times their size',
    short: 1000,
    long: 40_000,
    load: async () => (await import('./idx.js')).gzipped,
  },
  png: {
    summary: 'pictures, and such as inflate to a thousand times their size',
    short: 1000,
    long: 40_000,
    load: async () => (await import('./png.js')).png,
  },
  jsonl: {
    summary: 'files of examples',
    short: 3000,
    long: 60_000,
    load: async () => (await import('./jsonl.js')).jsonl,
  },
  tables: {
    summary: 'data of one’s own: CSV, JSON, JSON lines and NumPy archives',
    short: 1500,
    long: 60_000,
    load: async () => (await import('./tables.js')).tables,
  },
  record: {
    summary: 'run.json',
    short: 3000,
    long: 60_000,
    load: async () => (await import('./record.js')).record,
  },
  checkpoint: {
    summary: 'checkpoints to resume from, altered in their bytes, or altered and signed anew',
    short: 1500,
    long: 40_000,
    load: async () => (await import('./checkpoint.js')).checkpoint,
  },
  model: {
    summary: 'model.safetensors of a run, as it is asked to evaluate',
    short: 1500,
    long: 40_000,
    load: async () => (await import('./model.js')).model,
  },
  config: {
    summary: 'config files',
    short: 150,
    long: 8000,
    load: async () => (await import('./config.js')).config,
  },
  'command-line': {
    summary: 'commands, arguments and flags',
    short: 150,
    long: 8000,
    load: async () => (await import('./command-line.js')).commandLine,
  },
};
