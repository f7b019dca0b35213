import type { RunFolder } from './worker/messages.js';

/** Hands files to the reader, packed as the folder of a run. */
export async function downloadFolder(name: string, files: RunFolder): Promise<void> {
  const { zipSync } = await import('fflate');
  const packed = Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`${name}/${file}`, bytes]));
  download(`${name}.zip`, zipSync(packed, { level: 0 }));
}

export function download(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The files of a run as somebody chose or dropped them: one by one, or packed. */
export async function filesOf(chosen: readonly File[]): Promise<RunFolder> {
  const files: Record<string, Uint8Array> = {};
  for (const file of chosen) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!file.name.endsWith('.zip')) files[file.name] = bytes;
    else {
      const { unzipSync } = await import('fflate');
      for (const [path, content] of Object.entries(unzipSync(bytes)))
        if (/\.(json|safetensors)$/.test(path)) files[path.split('/').at(-1)!] = content;
    }
  }
  return files;
}
