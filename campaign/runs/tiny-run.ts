import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCheckpoint } from '../../packages/tasks/src/runs/checkpoint.js';
import { Found } from '../attack.js';
import { run, tail } from './command.js';

/** A run of a second with a checkpoint every other step. */
export const tiny = (seed = 1) =>
  `train palindrome --length 3 --hidden 4 --batch 4 --steps 80 --steps-per-epoch 2 --seed ${seed} --json`.split(
    ' ',
  );
export const resume = (out: string) => ['train', 'palindrome', '--json', '--resume', '--out', out];

/** What must come out the same however often a run was stopped, as one text: weights, losses, scores. */
export function outcomeOf(folder: string): string {
  const { job, plan, status, history, result } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  const { run: _, seconds: __, ...scores } = result ?? {};
  const weights = createHash('sha256')
    .update(readFileSync(join(folder, 'model.safetensors')))
    .digest('hex');
  return JSON.stringify({ weights, job, plan, status, scores, history });
}

/** How the tiny run ends where nobody disturbs it. */
export async function undisturbed(folder: string, seed?: number): Promise<string> {
  await run([...tiny(seed), '--out', 'undisturbed'], folder, 0);
  const outcome = outcomeOf(join(folder, 'undisturbed'));
  rmSync(join(folder, 'undisturbed'), { recursive: true });
  return outcome;
}

/** @throws Found unless the run in the folder is done, to the same bits */
export function requireOutcome(folder: string, expected: string): void {
  const outcome = outcomeOf(folder);
  if (outcome === expected) return;
  const [weights, others] = [outcome.slice(0, 78) !== expected.slice(0, 78), outcome.length];
  throw new Found(
    `${folder} comes out otherwise: ${weights ? 'other weights' : `the same weights, record of ${others} characters for ${expected.length}`}`,
  );
}

/** Whether a checkpoint is there that can be resumed from, and whether there is any. */
export async function checkpointsIn(folder: string): Promise<{ any: boolean; whole: boolean }> {
  const files = ['checkpoint.safetensors', 'checkpoint-previous.safetensors']
    .map((name) => join(folder, name))
    .filter(existsSync);
  const whole = await Promise.all(
    files.map((file) =>
      decodeCheckpoint(readFileSync(file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return { any: files.length > 0, whole: whole.includes(true) };
}

/**
 * Goes on with a run that was stopped somehow, to the bits of one that never was; one that was stopped before its
 * first checkpoint is begun again.
 *
 * @throws Found if it cannot be resumed though it had a checkpoint, or comes out otherwise
 */
export async function requireResumable(
  folder: string,
  name: string,
  expected: string,
  seed?: number,
): Promise<void> {
  const at = join(folder, name);
  const { any, whole } = await checkpointsIn(at);
  if (any && !whole) throw new Found('every checkpoint is damaged');
  const again = await run(whole ? resume(name) : [...tiny(seed), '--out', name], folder, 0, 1, 2);
  if (again.code === 0) return requireOutcome(at, expected);
  if (whole) throw new Found(`does not resume: ${tail(again.stderr)}`);
  // A record without a checkpoint: nothing to go on with, which has to be said, and a new folder does.
  if (!/checkpoint|holds/.test(again.stderr)) throw new Found(`does not start: ${tail(again.stderr)}`);
}

/** What goes on with a run where it can be gone on with, and begins it otherwise. */
export async function onward(folder: string, name: string): Promise<readonly string[]> {
  const { whole } = await checkpointsIn(join(folder, name));
  return whole ? resume(name) : [...tiny(), '--out', name];
}

/** A folder of its own for an attack, and how it goes. */
export function temporary(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
