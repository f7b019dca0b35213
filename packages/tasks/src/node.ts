export { readRunRecord, runDirectory, writeFileAtomic } from './run-directory.js';
