export { type Comparison, comparison, mostCompared } from './comparison.js';
export { type ViewPage, viewPage } from './page.js';
export { runRows, type WatchedRun } from './run-rows.js';
