type Numbers = Float64Array | Int32Array;

/** A typed array that numbers are appended to. */
export function growing<A extends Numbers>(Type: new (length: number) => A) {
  let values = new Type(16);
  let length = 0;
  return {
    push(value: number): void {
      if (length === values.length) {
        const larger = new Type(2 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    get length() {
      return length;
    },
    finish: () => values.subarray(0, length) as A,
  };
}
