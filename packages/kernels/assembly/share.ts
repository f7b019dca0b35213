// Threads share a call as instances of this module on one memory, all called with the same arguments. The strips of a
// forward pass, and of a backward pass groups of strips, are parts, each of which falls to whoever asks first. What is
// computed of a part depends on nothing but the sizes. An instance by itself takes them all, one after the other.

// @ts-ignore: decorator
@external('env', 'claim')
/** The next part of the call at hand that no instance has yet. */
declare function claim(): i32;

// @ts-ignore: decorator
@external('env', 'addTogether')
/** Waits until every part is done, and has all instances add up the groups' sums by `addGroups`. */
declare function addTogether(sums: usize, bytes: usize, groups: i32): void;

/** Whether there are others. */
export let isShared: bool = false;
/** Whether this one writes what is left when all parts are done. */
let leads: bool = true;
/** Where the sums of the groups stand, one behind the other. */
export let groupSums: usize = 0;

/** Makes this instance one of several; to be called before each call that they share. */
export function share(sums: usize, leader: bool): void {
  isShared = true;
  leads = leader;
  groupSums = sums;
}

/** The part at hand. */
export let part: i32 = 0;
let parts: i32 = 0;
let own: i32 = 0;

/** Takes the first part of so many; false where none is left, as never for the one that leads. */
export function firstPart(count: i32): bool {
  parts = count;
  own = 0;
  return nextPart();
}

export function nextPart(): bool {
  part = isShared ? claim() : own++;
  return part < parts;
}

/** Adds up the sums of all groups, and says whether it is for this instance to make use of them. */
export function gatherGroups(bytes: usize, groups: i32): bool {
  if (!isShared) return true;
  if (leads) addTogether(groupSums, bytes, groups);
  return leads;
}

/** Bytes that an instance adds at a time. */
const BLOCK: usize = 1 << 16;

/** Adds to the first group's sums those of the others, in their order. */
export function addGroups(sums: usize, bytes: usize, groups: i32): void {
  if (!firstPart(<i32>((bytes + BLOCK - 1) / BLOCK))) return;
  do {
    const from = BLOCK * part;
    for (let group = 1; group < groups; group++) {
      addFloats(sums + from, sums + bytes * group + from, min(BLOCK, bytes - from));
    }
  } while (nextPart());
}

/** to += from, a multiple of sixteen bytes. */
export function addFloats(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
}
