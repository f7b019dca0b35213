/**
 * The header of a NumPy array file, format version 1.0: the magic string, the version, the length of the
 * description, and the description as a Python literal, padded with spaces so that the data starts at a
 * multiple of 64 bytes.
 */
export function npyHeader(integer: boolean, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const description = `{'descr': '${integer ? '<i4' : '<f4'}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const prefix = 10;
  const length = Math.ceil((prefix + description.length + 1) / 64) * 64;
  const header = new Uint8Array(length).fill(0x20);
  header.set([0x93, ...ascii('NUMPY'), 1, 0, (length - prefix) & 0xff, (length - prefix) >> 8]);
  header.set(ascii(description), prefix);
  header[length - 1] = 0x0a;
  return header;
}

const ascii = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
