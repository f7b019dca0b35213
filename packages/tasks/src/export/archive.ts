import { zipSync } from 'fflate';

/** As early as a zip can say, so that the same weights are the same file. */
const firstDate = new Date(1980, 0, 1);

/** Files by name as a zip, uncompressed. */
export const archive = (files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync(files, { level: 0, mtime: firstDate });
