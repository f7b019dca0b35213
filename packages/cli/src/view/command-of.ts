import type { RunRecord } from '@unrolled/tasks/spec';
import { trainCommandLine } from '../report/train-command.js';

const known = new Map<string, string | undefined>();

/** The command line that makes a run again; undefined for one of a task that is not known here, as of somebody's module. */
export function commandOf(record: RunRecord): string | undefined {
  const key = JSON.stringify([record.job, record.backend]);
  if (!known.has(key)) {
    if (known.size > 1000) known.clear();
    known.set(key, made(record));
  }
  return known.get(key);
}

function made(record: RunRecord): string | undefined {
  try {
    return trainCommandLine(record);
  } catch {
    return undefined;
  }
}
