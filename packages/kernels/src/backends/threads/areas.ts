import { tooLarge } from '../../webassembly/workspace.js';

const pageBytes = 65536;
const alignment = 64;

/** Areas of a memory that grows as they need it. */
export interface Areas {
  /**
   * @returns the address
   * @throws RangeError where the memory can grow no more
   */
  take(bytes: number): number;
  free(address: number): void;
}

/** Each area takes the first gap that is large enough; there are few at a time. */
export function createAreas(memory: WebAssembly.Memory): Areas {
  const taken: { readonly start: number; readonly end: number }[] = []; // in their order
  return {
    take(bytes) {
      const size = Math.ceil(bytes / alignment) * alignment;
      let start = alignment; // address 0 means an absent tensor
      let index = 0;
      for (; index < taken.length && taken[index]!.start - start < size; index++) start = taken[index]!.end;
      const missing = start + size - memory.buffer.byteLength;
      if (missing > 0) grow(memory, missing, bytes);
      taken.splice(index, 0, { start, end: start + size });
      return start;
    },
    free(address) {
      taken.splice(
        taken.findIndex(({ start }) => start === address),
        1,
      );
    },
  };
}

function grow(memory: WebAssembly.Memory, missing: number, bytes: number): void {
  try {
    memory.grow(Math.ceil(missing / pageBytes));
  } catch {
    throw new RangeError(tooLarge(bytes));
  }
}
