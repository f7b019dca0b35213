import { type PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type ArrayName, arrayNames, type ExampleSource } from './example-source.js';
import { npyHeader } from './npy.js';

/** With a fixed date, so that the same examples give the same file. */
const options = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compressionLevel: 1 };

/**
 * A NumPy archive, as `numpy.savez_compressed` writes it: `inputs`, `targets` and `mask`, each with all
 * examples along its first dimension. A zip holds one array after the other while a batch holds a part of
 * each, so the examples are read once per array, and no array is ever whole in memory.
 */
export function npzStream(source: ExampleSource): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  for (const name of arrayNames) {
    zip.addReadStreamLazy(`${name}.npy`, options, (give) => {
      const chunks = Readable.from(npyChunks(source, name), { highWaterMark: 1 });
      chunks.on('error', (error) => output.destroy(error));
      give(null, chunks);
    });
  }
  zip.end();
  return output;
}

/** Asynchronous, because a stream made from it catches only what an asynchronous generator throws. */
async function* npyChunks(source: ExampleSource, name: ArrayName): AsyncGenerator<Uint8Array> {
  const { shape, integer } = source.arrays[name];
  yield npyHeader(integer, [source.count, ...shape]);
  for (const batch of source.batches()) {
    const { buffer, byteOffset, byteLength } = batch[name].data;
    yield new Uint8Array(buffer, byteOffset, byteLength);
  }
}
