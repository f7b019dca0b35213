export { readModel, readRunRecord, runDirectory } from './run-directory.js';
export { writeFileAtomic } from './write-file-atomic.js';
