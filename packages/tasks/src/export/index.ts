export { type Exported, exportRun } from './export-run.js';
export { usage } from './usage.js';
