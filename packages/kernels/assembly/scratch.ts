// Scratch memory comes from the caller in one piece. The layout function of a kernel takes its areas one after the
// other, once from address 0 to learn the size and once for real, so that size and layout cannot disagree.

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

/** The bytes taken since `startScratch(0)`, with room to align the start. */
export function scratchBytes(): usize {
  return next + 64;
}
