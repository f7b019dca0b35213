// Scratch memory comes from the caller in one piece. A function begins by taking its areas one after the
// other. Called with scratch memory at address 0 it does no more than that and returns the bytes it needs, so
// that size and layout cannot disagree.

let next: usize = 0;

export function startScratch(scratch: usize): void {
  next = (scratch + 63) & ~63;
}

/** The next `floats` floats, on a cache line of their own. */
export function take(floats: i32): usize {
  const area = next;
  next = (area + 4 * <usize>floats + 63) & ~63;
  return area;
}

/** Where the next area begins. */
export function nextArea(): usize {
  return next;
}

/** The bytes taken since `startScratch(0)`, with room to align the start. */
export function scratchBytes(): usize {
  return next + 64;
}
