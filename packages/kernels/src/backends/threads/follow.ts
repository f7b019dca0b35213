import type { KernelFunctions, SharingFunctions } from '../../webassembly/module.js';

/** Where things stand in the memory by which a team's threads talk, in 32-bit words, each on a cache line of its own. */
export const places = {
  /** Counts the jobs, and what a thread without work watches. */
  posts: 0,
  /** How many threads take part in the job, and whether others still may. */
  state: 16,
  /** The next part that nobody has. */
  next: 32,
  /** The length of what went wrong in a thread, and behind it its characters. */
  fault: 48,
  mostCharacters: 200,
  /** The job: its function's number, then the numbers of `Job` in order, as 64-bit floats. */
  job: 256,
  words: 384,
} as const;
/** In the state: that threads may come. */
export const open = 1 << 16;

/** What a thread is told when it starts. */
export interface Following {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** From 1 on; 0 is the thread that calls. */
  readonly worker: number;
  readonly names: readonly string[];
  readonly places: typeof places;
  readonly open: number;
  readonly looks: number;
}

/**
 * What a thread does: it waits for a job and takes parts of it until none is left. Whoever comes late does not take
 * part. It is sent to the thread as text, and so uses nothing from outside.
 */
export function follow({
  module,
  memory,
  control: buffer,
  worker,
  names,
  places,
  open,
  looks,
}: Following): never {
  const control = new Int32Array(buffer);
  const job = new Float64Array(buffer, 4 * places.job);
  const env = { memory, claim: () => Atomics.add(control, places.next, 1), addTogether: () => {} };
  const run = new WebAssembly.Instance(module, { env }).exports as unknown as KernelFunctions &
    SharingFunctions;
  let seen = 0;
  for (;;) {
    for (let look = 0; look < looks && Atomics.load(control, places.posts) === seen; look++);
    Atomics.wait(control, places.posts, seen);
    seen = Atomics.load(control, places.posts);
    let state = Atomics.load(control, places.state);
    let before = -1;
    while (state & open && before !== state) {
      before = state;
      state = Atomics.compareExchange(control, places.state, before, before + 1);
    }
    if (!(state & open)) continue;
    try {
      const [number, sums, scratchAt, ownBytes, count] = job as unknown as [
        number,
        number,
        number,
        number,
        number,
      ];
      const call = [...job.subarray(5, 5 + count)];
      if (scratchAt >= 0) call[scratchAt]! += worker * ownBytes;
      run.share(sums, false);
      (run[names[number] as keyof typeof run] as (...call: number[]) => unknown)(...call);
    } catch (error) {
      const text = String(error).slice(0, places.mostCharacters);
      for (let i = 0; i < text.length; i++) control[places.fault + 1 + i] = text.charCodeAt(i);
      Atomics.store(control, places.fault, text.length);
    }
    if (Atomics.sub(control, places.state, 1) === 1) Atomics.notify(control, places.state);
  }
}
