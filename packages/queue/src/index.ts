export { NoQueueError } from './connect.js';
export { type QueueExecutorOptions, queueExecutor } from './executor.js';
export { requireClosed } from './job-data.js';
export { type JobQueue, openQueue, type QueueOptions } from './job-queue.js';
export type { Result } from './result.js';
export type { SeenWorker } from './seen-workers.js';
export { type QueueStatus, queueStatus } from './status.js';
export { type RunningWorker, startWorker, type WorkerOptions, type WorkerSummary } from './worker.js';
