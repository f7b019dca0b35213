import { modelFile, recordFile } from './file-names.js';

export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/**
 * The files of a model, from the folder of its run or from its one file: an address, or in Node.js a path.
 *
 * @throws Error if it is not there
 */
export async function readModelFiles(source: string): Promise<ModelFiles> {
  const isAddress = /^[a-z][a-z+.-]+:/i.test(source);
  // Asked of the process, so that no bundler looks for a module that browsers lack.
  const disk = isAddress ? undefined : globalThis.process?.getBuiltinModule?.('node:fs/promises');
  const read = async (file: string) => (disk ? new Uint8Array(await disk.readFile(file)) : fetched(file));
  if (/\.safetensors([?#].*)?$/.test(source)) return { [modelFile]: await read(source) };
  const folder = source.replace(/\/$/, '');
  const model = await read(`${folder}/${modelFile}`);
  const record = await read(`${folder}/${recordFile}`).catch(() => undefined); // only earlier versions need it
  return { [modelFile]: model, ...(record && { [recordFile]: record }) };
}

async function fetched(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok)
    throw new Error(`${address} cannot be fetched: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
