import { spawnSync } from 'node:child_process';
import { chmod, type FileHandle, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sweepTemporaries, writeAtomically, writeFileAtomic } from '../src/atomic-file.js';
import { temporaryFolder } from './temporary-folder.js';

/** What the system does with a write, where it does not do as it should. */
let disk: ((file: FileHandle, bytes: Uint8Array) => Promise<{ bytesWritten: number }>) | undefined;

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open = async (...args: Parameters<typeof real.open>) => {
    const file = await real.open(...args);
    const write = file.write.bind(file) as (bytes: Uint8Array) => Promise<{ bytesWritten: number }>;
    return Object.assign(file, {
      write: (bytes: Uint8Array) => (disk ? disk({ write } as unknown as FileHandle, bytes) : write(bytes)),
    });
  };
  return { ...real, open };
});

let folder: string;
let path: string;
beforeEach(async () => {
  disk = undefined;
  folder = await temporaryFolder();
  path = join(folder, 'file.txt');
  await writeFile(path, 'old');
});

describe('writeFileAtomic', () => {
  it('writes all where the system takes a few bytes at a time', async () => {
    disk = (file, bytes) => file.write(bytes.subarray(0, 3));
    await writeFileAtomic(path, 'new content');
    expect(await readFile(path, 'utf8')).toBe('new content');
  });

  it('keeps the old file where the disk is full half way', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    disk = async (file, bytes) => {
      await file.write(bytes.subarray(0, 3));
      throw full;
    };
    await expect(writeFileAtomic(path, 'new content')).rejects.toThrow(
      new Error(`cannot write ${path}: ENOSPC: no space left on device, write`),
    );
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file.txt']);
  });

  it('keeps the old file where the disk gives back something else than was written', async () => {
    disk = async (file, bytes) => {
      await file.write(bytes.subarray(0, 3));
      return { bytesWritten: bytes.length };
    };
    await expect(writeFileAtomic(path, 'new content')).rejects.toThrow(
      `cannot write ${path}: the disk gives back something else`,
    );
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file.txt']);
  });

  it('has the new file whole on disk before anything happens to the old one', async () => {
    let found: string[] = [];
    await writeFileAtomic(path, 'new', {
      beforeReplacing: async () => {
        const names = await readdir(folder);
        found = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      },
    });
    expect(found.sort()).toEqual(['new', 'old']);
  });

  it.runIf(process.platform !== 'win32')('keeps the permissions of the file, and a link to it', async () => {
    await chmod(path, 0o600);
    const link = join(folder, 'link.txt');
    await symlink('file.txt', link);
    await writeFileAtomic(link, 'new');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.runIf(process.platform === 'linux')('writes into a device, and leaves it one', async () => {
    await writeFileAtomic('/dev/null', 'new');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    await expect(writeFileAtomic('/dev/full', 'new')).rejects.toThrow(/^cannot write \/dev\/full: ENOSPC/);
  });
});

describe('temporary files', () => {
  it('of a dead process are removed, those of a living one stay', async () => {
    let living = '';
    await writeFileAtomic(path, 'new', {
      beforeReplacing: async () => {
        living = (await readdir(folder)).find((name) => name.endsWith('.tmp'))!;
        const { pid } = spawnSync(process.execPath, ['--version']);
        const dead = living.replace(`.${process.pid}_`, `.${pid}_`);
        // The number of a process that still runs, which started at another time.
        const recycled = living.replace(/_\d+_/, '_1_');
        for (const name of [dead, recycled, `other-${dead}`, 'mine.tmp'])
          await writeFile(join(folder, name), '');
        await sweepTemporaries(folder, 'file.txt');
        const left = await readdir(folder);
        expect(left.includes(recycled)).toBe(process.platform !== 'linux');
        expect(left).toEqual(expect.arrayContaining(['mine.tmp', living, `other-${dead}`]));
        expect(left).not.toContain(dead);
        await sweepTemporaries(folder);
        expect(await readdir(folder)).not.toContain(`other-${dead}`);
      },
    });
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('of a file are swept by whoever writes it next', async () => {
    let dead = '';
    const abandon = async () => {
      const { pid } = spawnSync(process.execPath, ['--version']);
      const living = (await readdir(folder)).find((name) => name.endsWith('.tmp'))!;
      dead = join(folder, living.replace(`.${process.pid}_`, `.${pid}_`));
    };
    await writeFileAtomic(path, 'new', { beforeReplacing: abandon });
    await writeFile(dead, 'half');
    await writeAtomically(path, () => ['newer']);
    expect(await readdir(folder)).toEqual(['file.txt']);
  });
});
