export { isReport, reportPage } from './page.js';
export type { ReportedRun, TrainedModel } from './reported-run.js';
