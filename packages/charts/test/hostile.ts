import fc from 'fast-check';

/** What runs if a page takes it for markup; each calls `ran`, which no page has. */
const payloads = [
  '<script>ran()</script>',
  '</script><script>ran()</script>',
  '</style><script>ran()</script>',
  '</title><script>ran()</script>',
  '</code></pre><img src=x onerror=ran()>',
  '"><img src=x onerror=ran()>',
  "' onmouseover='ran()",
  '"><svg onload=ran()>',
  '<iframe srcdoc="<script>parent.ran()</script>">',
  '<a href="javascript:ran()">',
  '<math><mtext><table><mglyph><style><img src=x onerror=ran()>',
  '<!--><script>ran()</script>-->',
  ']]><script>ran()</script>',
  '$&$`<script>ran()</script>',
  '<base href="https://example.org/">',
  '<style>* { background: url(https://example.org/) }</style>',
];

const text = fc
  .tuple(fc.string({ maxLength: 6 }), fc.constantFrom(...payloads), fc.string({ maxLength: 6 }))
  .map((parts) => parts.join(''));

/** A value that no file of ours holds: text, or what might be taken for markup. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  text.map((markup) => ({ markup })),
  text.map((markup) => [{ markup, toString: markup }]),
  text.map((key) => ({ [key]: key })),
);

/** A record with something hostile in one to four of its places. */
export function hostile(record: object): fc.Arbitrary<unknown> {
  const places = placesIn(record);
  return fc
    .array(fc.tuple(fc.constantFrom(...places), value), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const changed = structuredClone(record);
      for (const [path, value] of changes) put(changed, path, value);
      return changed;
    });
}

type Place = readonly (string | number)[];

/** Every place of a record, those of lists and of what is in them among them. */
function placesIn(content: object): Place[] {
  return Object.entries(content).flatMap(([name, value]) => {
    const inside = typeof value === 'object' && value !== null ? placesIn(value) : [];
    return [[name], ...inside.map((path) => [name, ...path])];
  });
}

function put(content: object, path: Place, value: unknown): void {
  const [name, ...rest] = path;
  if (ArrayBuffer.isView(content)) return; // it can hold nothing but numbers
  if (Array.isArray(content) && name === 'length') return; // what stood here was replaced by a list
  const branch = content as Record<string | number, unknown>;
  if (rest.length === 0) branch[name!] = value;
  else if (typeof branch[name!] === 'object' && branch[name!] !== null)
    put(branch[name!] as object, rest, value);
}
