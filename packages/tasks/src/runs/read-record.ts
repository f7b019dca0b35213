import * as v from 'valibot';
import { type RunRecord, runRecord } from '../spec/run.js';
import { presentRecord } from './earlier-record.js';

/**
 * A run's record out of JSON.
 *
 * @throws Error that names what is missing or wrong
 */
export function readRecord(json: unknown): RunRecord {
  const { success, output, issues } = v.safeParse(v.object(runRecord), presentRecord(json));
  if (success) return output;
  const [{ path, message, input }] = issues;
  const name = path?.map(({ key }) => key).join('.');
  if (!name) throw new Error('run.json holds no record of a run');
  if (input === undefined) throw new Error(`run.json names no ${name}`);
  throw new Error(`run.json: ${name}: ${message}`);
}
