import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process it was, also when its number has come to be another's. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine's name, with its space of process numbers where there are several, as with containers. */
  readonly host: string;
  /** When it started, on the clock of its host; 0 where that is not told. */
  readonly started: number;
}

const thisProcess: ProcessIdentity = {
  pid: process.pid,
  host: encodeURIComponent(hostname()).replaceAll('_', '%5F') + namespace(),
  started: startOf(process.pid) ?? 0,
};

/** This process's identity as a part of a file's name that no other file has. */
export function signature(): string {
  const { pid, started, host } = thisProcess;
  return [pid, started, host, randomBytes(4).toString('hex')].join('_');
}

/** Whose signature it is; undefined if it is none. */
export function signer(text: string): ProcessIdentity | undefined {
  const [, pid, started, host] = /^(\d+)_(\d+)_([^_]+)_[0-9a-f]{8}$/.exec(text) ?? [];
  return host === undefined ? undefined : { pid: Number(pid), started: Number(started), host };
}

/** Whether a process still runs; undefined for one of another host, of which nothing is known here. */
export function isRunning({ pid, host, started }: ProcessIdentity): boolean | undefined {
  if (host !== thisProcess.host) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false; // else it is another user's
  }
  return (startOf(pid) ?? started) === started;
}

/** Linux tells in the 22nd field, the 20th after the name in brackets, which may itself have any character. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}

/** Of the host's own space of process numbers nothing, as `+4026532193` in a container. */
function namespace(): string {
  try {
    const [number] = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))!;
    return number === '4026531836' ? '' : `+${number}`;
  } catch {
    return '';
  }
}
