export { FolderInUseError } from '@unrolled/datasets/folder-lock';
export type { Executor, JobEvent, PlacedJob } from './runs/executor.js';
export { loadTask } from './runs/load-task.js';
export { type LocalProcessesOptions, localProcesses } from './runs/local-processes.js';
export { nodeResources } from './runs/node-resources.js';
export { runDirectory } from './runs/run-directory.js';
export { type Held, newRun, runsIn, runsUnder } from './runs/run-folders.js';
export { type SweepStore, sweepDirectory } from './runs/sweep-directory.js';
export { type Look, type RunWatch, type SeenRun, watchRuns } from './runs/watch-runs.js';
