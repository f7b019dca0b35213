import { open, places } from './follow.js';
import { startThread } from './start-thread.js';

/** A function of the module, called by every thread with the same numbers. */
export interface Job {
  readonly name: string;
  readonly call: readonly number[];
  /** Where the sums of groups stand. */
  readonly sums: number;
  /** Which number is the address of the scratch memory, of which each thread has so many bytes; −1 for none. */
  readonly scratchAt: number;
  readonly ownBytes: number;
}

/** Threads that share jobs with the one that calls, each an instance of the module on one memory. */
export interface Team {
  /** The next part for this thread, which always has the first. */
  claim(): number;
  /** Lets the others take parts of a job; they start with the first. */
  post(job: Job): void;
  /**
   * Waits until all that take part have finished; whoever has not come by now need not: all parts are taken.
   *
   * @throws Error if something went wrong in one of them
   */
  settle(): void;
}

/** How often a thread looks for work, or for the others to finish, before it sleeps: some ten microseconds. */
const looks = 2000;

export function createTeam(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  size: number,
  names: readonly string[],
): Team {
  const buffer = new SharedArrayBuffer(4 * places.words);
  const control = new Int32Array(buffer);
  const numbers = new Float64Array(buffer, 4 * places.job);
  let isStarted = false;
  let isPosted = false;
  let hasFirst = false;

  function start(): void {
    if (isStarted) return;
    isStarted = true;
    for (let worker = 1; worker < size; worker++)
      startThread({ module, memory, control: buffer, worker, names, places, open, looks });
  }
  /** Until nobody takes part. */
  function wait(): void {
    for (let look = 0; ; look++) {
      const state = Atomics.load(control, places.state);
      if (state === 0) return;
      if (look >= looks && mayWait()) Atomics.wait(control, places.state, state);
    }
  }
  return {
    claim() {
      if (!hasFirst) return Atomics.add(control, places.next, 1);
      hasFirst = false;
      return 0;
    },
    post({ name, call, sums, scratchAt, ownBytes }) {
      start();
      numbers.set([names.indexOf(name), sums, scratchAt, ownBytes, call.length, ...call]);
      hasFirst = true;
      isPosted = true;
      Atomics.store(control, places.next, 1);
      Atomics.store(control, places.state, open);
      Atomics.add(control, places.posts, 1);
      Atomics.notify(control, places.posts);
    },
    settle() {
      if (!isPosted) return;
      isPosted = false;
      Atomics.sub(control, places.state, open);
      wait();
      const length = Atomics.exchange(control, places.fault, 0);
      if (length === 0) return;
      const fault = String.fromCharCode(...control.subarray(places.fault + 1, places.fault + 1 + length));
      throw new Error(`@unrolled/kernels: a thread failed: ${fault}`);
    },
  };
}

let may: boolean | undefined;
/** Not in a page's main thread, which can only go on looking. */
function mayWait(): boolean {
  if (may !== undefined) return may;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    may = true;
  } catch {
    may = false;
  }
  return may;
}
