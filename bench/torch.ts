import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contender, StepShape } from '@unrolled/tasks/speed';

const script = fileURLToPath(new URL('torch-steps.py', import.meta.url));

/** PyTorch in a process of its own; undefined where this Python has it not. */
export async function startTorch(python: string) {
  const asked = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  if (asked.status !== 0) return undefined;
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  return {
    version: asked.stdout.trim(),
    /** One step of the same model on so many threads. */
    step(shape: StepShape, threads: number): Contender {
      return async () => {
        child.stdin.write(`${JSON.stringify({ ...shape, threads })}\n`);
        await once(lines, 'line');
      };
    },
    end: () => child.stdin.end(),
  };
}
