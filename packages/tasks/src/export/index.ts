export { type Exported, exportRun } from './export-run.js';
