export {
  type ExportFormat,
  type ExportOptions,
  exportDataset,
  exportFormats,
} from './export/export-dataset.js';
export { type DownloadMnistOptions, downloadMnist, mnistMirrors } from './mnist/download-mnist.js';
export { type FindMnistOptions, findMnist, type MnistSource, mnistCacheFolder } from './mnist/find-mnist.js';
export { type LoadMnistOptions, loadMnist } from './mnist/load-mnist.js';
export { type AsyncDatasetEntry, catalogue } from './node-catalogue.js';
export type { DownloadProgress } from './verified-download.js';
