import { asUsage } from './errors.js';

/**
 * Runs the modules that the command line names by --task: flags and help of the tasks that they define follow from them. No
 * other code is run, whatever a run's record says.
 *
 * @throws UsageError if one is not there, fails, or defines no task
 */
export async function loadTasks(words: readonly string[]): Promise<void> {
  for (const path of modulesIn(words)) {
    const { loadTask } = await import('@unrolled/tasks/node');
    await loadTask(path).catch((error) => {
      throw asUsage(error);
    });
  }
}

/** What stands behind --task. */
export function modulesIn(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    if (word.startsWith('--task=')) return [word.slice('--task='.length)];
    const next = words[i + 1];
    return word === '--task' && next ? [next] : [];
  });
}
