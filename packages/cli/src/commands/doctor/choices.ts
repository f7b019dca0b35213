import type { KernelReport } from '@unrolled/kernels';
import { type Attempt, candidates, isOnlyWebAssembly, workForGpu } from '@unrolled/tasks';
import { type BackendName, backendNames, backends, type Job } from '@unrolled/tasks/spec';
import { flop, palindromeStep, type StepShape, timeStep } from '@unrolled/tasks/speed';

/** What `auto` takes for nets of one size, and how quick the backends that are here are at it. */
export interface Choice {
  readonly shape: StepShape;
  /** Floating-point operations of a training step. */
  readonly work: number;
  readonly selected: BackendName;
  readonly reason: string;
  /** Milliseconds of a training step by backend; null where it was not measured. */
  readonly measured: Readonly<Partial<Record<BackendName, number>>> | null;
}

const small = { cell: 'rnn', batch: 128, steps: 17, inputSize: 2, hiddenSize: 10 } as const;
const rows = { cell: 'lstm', batch: 64, steps: 28, inputSize: 28, hiddenSize: 150 } as const;
/** A net that adds numbers, one that remembers a digit, and one that reads images by rows. */
const shapes: readonly StepShape[] = [
  { ...small, activation: 'relu', target: 'bits' },
  palindromeStep('lstm', { length: 11, batch: 32, hiddenSize: 64 }),
  { ...rows, activation: 'tanh', target: 'class' },
];

/** By size of net what `auto` takes of the backends that work; with `time`, starts each and measures it. */
export async function choicesBySize(
  works: (name: BackendName) => boolean,
  kernels: KernelReport,
  start?: (name: Job['backend']) => Promise<unknown>,
): Promise<Choice[]> {
  const measured = shapes.map((): Partial<Record<BackendName, number>> => ({}));
  for (const name of start ? backendNames.filter(works) : []) {
    await start!(name);
    for (const [i, shape] of shapes.entries()) measured[i]![name] = await timeStep(shape);
  }
  return shapes.map((shape, i) => {
    const work = flop(shape);
    const selected = candidates({ ...shape, work }, isOnlyWebAssembly(kernels)).find(works)!;
    const reason = reasonFor(selected, work, kernels);
    return { shape, work, selected, reason, measured: start ? measured[i]! : null };
  });
}

function reasonFor(name: BackendName, work: number, { native }: KernelReport): string {
  if ('usesGpu' in backends[name]) return 'large enough to keep a GPU busy';
  if (name === 'node') return 'one graph; wasm has one thread and no native kernels';
  if (name !== 'wasm') return 'the first that works';
  const kernels = native.used ? 'native kernels' : 'compiled kernels';
  return work < workForGpu ? `${kernels}; too small for a GPU` : `${kernels}; no GPU to be had`;
}

/** What of the backends that are installed cannot be used, and why. */
export const passedOver = (attempts: Readonly<Partial<Record<BackendName, Attempt>>>) =>
  backendNames.flatMap((name) => {
    const attempt = attempts[name];
    if (!attempt || attempt.works || !attempt.isInstalled) return [];
    return [{ name, reason: attempt.reason, isFault: attempt.isFault }];
  });
