export * from './export/export-dataset.js';
export { type DownloadMnistOptions, downloadMnist, mnistMirrors } from './mnist/download-mnist.js';
export { type FindMnistOptions, findMnist, type MnistSource, mnistCacheFolder } from './mnist/find-mnist.js';
export * from './mnist/load-mnist.js';
export * from './node-catalogue.js';
export type { DownloadProgress } from './verified-download.js';
