const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The float32 of a bit pattern. */
export function fromBits(pattern: number): number {
  bits[0] = pattern;
  return float[0]!;
}
