// The products that backpropagation through y = x·K needs; rows x [m] and y [n], K [m, n] row-major.

/** y += x·K */
export function addProduct(y: Float64Array, x: Float64Array, K: Float64Array): void {
  for (let row = 0, k = 0; row < x.length; row++) {
    const value = x[row]!;
    for (let column = 0; column < y.length; column++) y[column]! += value * K[k++]!;
  }
}

/** x += y·Kᵀ */
export function addProductTransposed(x: Float64Array, y: Float64Array, K: Float64Array): void {
  for (let row = 0, k = 0; row < x.length; row++) {
    for (let column = 0; column < y.length; column++) x[row]! += y[column]! * K[k++]!;
  }
}

/** K += xᵀ·y */
export function addOuterProduct(K: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let row = 0, k = 0; row < x.length; row++) {
    for (let column = 0; column < y.length; column++) K[k++]! += x[row]! * y[column]!;
  }
}

/** y += x */
export function addTo(y: Float64Array, x: Float64Array): void {
  for (let k = 0; k < y.length; k++) y[k]! += x[k]!;
}

/** Σ x·K + b, of `length` numbers; the bias may be left out. */
export function affine(
  length: number,
  b: Float64Array | undefined,
  ...terms: readonly (readonly [x: Float64Array, K: Float64Array])[]
): Float64Array {
  const y = new Float64Array(length);
  for (const [x, K] of terms) addProduct(y, x, K);
  if (b) addTo(y, b);
  return y;
}

/** [value(0), …, value(length − 1)] */
export function vector(length: number, value: (k: number) => number): Float64Array {
  const result = new Float64Array(length);
  for (let k = 0; k < length; k++) result[k] = value(k);
  return result;
}

/** Gates laid one after the other, as the kernels pack them. */
export function pack(...gates: readonly Float64Array[]): Float64Array {
  const size = gates[0]!.length;
  const packed = new Float64Array(size * gates.length);
  gates.forEach((gate, k) => {
    packed.set(gate, k * size);
  });
  return packed;
}
