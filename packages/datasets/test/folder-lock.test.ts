import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryName } from '../src/atomic-file.js';
import { FolderInUseError, isFolderInUse, lockFolder } from '../src/folder-lock.js';
import { signature } from '../src/process-identity.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

/** What a process that has ended would have signed. */
function deadSignature(): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return signature().replace(/^\d+/, String(pid));
}

async function leaveLock(name: string): Promise<string> {
  await mkdir(join(folder, 'lock'));
  await writeFile(join(folder, 'lock', name), '');
  return join(folder, 'lock', name);
}

describe('lockFolder', () => {
  it('takes a folder for one at a time, says who has it, and leaves nothing', async () => {
    const release = await lockFolder(folder);
    const holder = /is in use by this process since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
    await expect(lockFolder(folder)).rejects.toThrow(holder);
    await release();
    expect(await readdir(folder)).toEqual([]);
    await (await lockFolder(folder))();
  });

  it('removes the folders that it made, unless something was kept there', async () => {
    const deep = join(folder, 'a', 'b');
    await (await lockFolder(deep))();
    expect(await readdir(folder)).toEqual([]);
    const release = await lockFolder(deep);
    await writeFile(join(deep, 'kept'), '');
    await release();
    expect(await readdir(deep)).toEqual(['kept']);
  });

  it('waits for whoever has it, as long as it is told to', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder, 100)).rejects.toThrow(FolderInUseError);
    setTimeout(release, 100);
    await (await lockFolder(folder, 30_000))();
  });

  it('goes from a dead holder to one of all who ask at once', async () => {
    await leaveLock(deadSignature());
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const taken = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(taken).toHaveLength(1);
    for (const each of asked)
      if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(FolderInUseError);
    await taken[0]!();
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays with a living holder, however long nothing was heard of it', async () => {
    const [pid, started, host] = signature().split('_');
    const file = await leaveLock([pid, started, host, '00000000'].join('_'));
    await utimes(file, 0, 0);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
  });

  it('stays with a holder on another host until nothing was heard of it for ten minutes', async () => {
    const file = await leaveLock('7_123_elsewhere_0123abcd');
    await expect(lockFolder(folder)).rejects.toThrow(/is in use by process 7 on elsewhere since /);
    const before = Date.now() / 1000 - 601;
    await utimes(file, before, before);
    await (await lockFolder(folder))();
  });

  it('removes what dead processes left half-written', async () => {
    const left = temporaryName(join(folder, 'file')).replace(/\.\d+_/, `.${deadSignature().split('_')[0]}_`);
    await writeFile(left, 'half');
    await (await lockFolder(folder))();
    expect(existsSync(left)).toBe(false);
  });

  it('says what is in the way', async () => {
    await writeFile(join(folder, 'lock'), '');
    await expect(lockFolder(folder)).rejects.toThrow(`cannot write ${join(folder, 'lock')}: ENOTDIR`);
  });
});

describe('isFolderInUse', () => {
  it('tells a living holder from a dead one and from none, and leaves all as it is', async () => {
    expect(await isFolderInUse(folder)).toBe(false);
    const release = await lockFolder(folder);
    expect(await isFolderInUse(folder)).toBe(true);
    await release();
    const left = await leaveLock(deadSignature());
    expect(await isFolderInUse(folder)).toBe(false);
    expect(existsSync(left)).toBe(true);
  });
});
