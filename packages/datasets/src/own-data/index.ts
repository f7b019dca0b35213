export type { DataDescription, Feature, Targets } from './description.js';
export { type EncodedExamples, widthOf } from './encode.js';
export type { Layout, LayoutRequest } from './layout.js';
export {
  type DataRequest,
  type DataTables,
  everyExample,
  guessing,
  type OwnData,
  ownData,
} from './own-data.js';
export { type DataFile, readTable } from './read-table.js';
export { type Cell, rowsTable, type Table } from './table.js';
