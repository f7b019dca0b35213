import fc from 'fast-check';

/** Bytes as damage leaves them: some changed, some inserted, some cut out, some said twice. */
export function mutated(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(whole.length);
  const interesting = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, ...new TextEncoder().encode('09-.[]{}",:e'));
  const byte = fc.oneof(interesting, fc.nat(255));
  const change = fc.record({ at, cut: fc.nat(9), insert: fc.array(byte, { maxLength: 9 }) });
  const replace = fc.record({ at, byte });
  return fc
    .tuple(fc.array(replace, { maxLength: 6 }), fc.array(change, { maxLength: 2 }))
    .map(([replacements, changes]) => {
      let bytes = [...whole];
      for (const { at, byte } of replacements) if (at < bytes.length) bytes[at] = byte;
      for (const { at, cut, insert } of changes) {
        bytes = [...bytes.slice(0, at), ...insert, ...bytes.slice(at + cut)];
      }
      return Uint8Array.from(bytes);
    });
}
