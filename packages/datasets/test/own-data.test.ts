import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createRng, parity } from '../src/index.js';
import { exportDataset } from '../src/node.js';
import { type DataRequest, everyExample, ownData, readTable } from '../src/own-data/index.js';
import { npyBytes } from './npy-bytes.js';
import { temporaryFolder } from './temporary-folder.js';

const manyToOne: DataRequest = { scheme: 'many-to-one' };
const file = (name: string, text: string | Uint8Array) =>
  readTable({ name, bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text });
const learn = (name: string, text: string | Uint8Array, request: Partial<DataRequest> = {}) =>
  ownData({ data: file(name, text) }, { ...manyToOne, ...request });
const refusal = (name: string, text: string | Uint8Array, request: Partial<DataRequest> = {}): string => {
  try {
    learn(name, text, request);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const allOf = ({ parts }: ReturnType<typeof learn>) =>
  Object.values(parts).flatMap(({ size, examples }) => Array.from({ length: size }, (_, i) => examples([i])));

describe('JSON lines', () => {
  const text = lines(20, (i) =>
    JSON.stringify({ text: i % 2 ? 'ab' : 'cdé', label: i % 2 ? 'odd' : 'even' }),
  );

  it('read texts character by character, as long as each is', () => {
    const { description, parts } = learn('a.jsonl', text);
    expect(description).toMatchObject({
      readsText: true,
      inputs: [{ kind: 'symbol', symbols: ['a', 'b', 'c', 'd', 'é'] }],
      targets: { kind: 'class', classes: ['even', 'odd'] },
      shortest: 2,
      longest: 3,
      sequences: { training: 16, validation: 2, test: 2 },
    });
    const { inputs, targets, mask } = parts.training!.examples([0, 1]);
    expect(inputs.shape).toEqual([2, 3, 5]);
    const odd = targets.data.indexOf(1);
    expect(Array.from(inputs.data.subarray(odd * 15, odd * 15 + 15))).toEqual([
      1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(Array.from(mask!.data.subarray(odd * 3, odd * 3 + 3))).toEqual([0, 1, 0]); // answered after its last step
  });

  it('hold out another tenth for every splitSeed, and the same for the same', () => {
    const tests = [1, 1, 2].map((splitSeed) => {
      const numbered = lines(50, (i) => `{"inputs": [${i}], "target": ${i / 7}}`);
      return String(
        learn('a.jsonl', numbered, { splitSeed }).parts.test!.examples([0, 1, 2, 3, 4]).inputs.data,
      );
    });
    expect(tests[0]).toBe(tests[1]);
    expect(tests[0]).not.toBe(tests[2]);
  });

  it('learn means, deviations and symbols from the training part alone', () => {
    const { description, parts } = learn(
      'a.jsonl',
      lines(40, (i) => `{"inputs": [[${i}, 5], [${i * i}, 5]], "target": ${i * 0.5}}`),
    );
    const numbers = Array.from(
      { length: parts.training!.size },
      (_, i) => parts.training!.examples([i]).inputs.data,
    );
    const first = numbers.flatMap((data) => [data[0]!, data[2]!]);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
    const [feature, constant] = description.inputs as { mean: number; deviation: number }[];
    expect(feature!.mean).toBeCloseTo(mean, 8);
    expect(feature!.deviation).toBeCloseTo(Math.sqrt(variance), 8);
    expect(constant).toMatchObject({ mean: 5, deviation: 1 }); // which never varies
  });

  it('scale numbers to answer to mean 0 and deviation 1, so that guessing scores about 1', () => {
    const rng = createRng(1);
    const { description, parts } = learn(
      'a.jsonl',
      lines(400, () => `{"x": [1, 2], "y": ${1e6 + 1000 * rng()}}`),
    );
    const answers = [...parts.training!.answers()].map(([value]) => value!);
    expect(Math.abs(answers.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-6);
    expect(description.baseline.metric).toBe('loss');
    expect(description.baseline.value).toBeGreaterThan(0.6);
    expect(description.baseline.value).toBeLessThan(1.5);
  });

  it('of a text to a text, write an end where answers have several lengths', () => {
    const { description, parts } = learn(
      'a.jsonl',
      lines(20, (i) => JSON.stringify({ inputs: 'a'.repeat(1 + (i % 3)), targets: 'b'.repeat(1 + (i % 2)) })),
      { scheme: 'encoder-decoder' },
    );
    expect(description).toMatchObject({
      writesText: true,
      targets: { classes: ['b', ''] },
      longest: 3,
      longestAnswer: 3,
    });
    for (let i = 0; i < parts.training!.size; i++) {
      const { inputs, targets, mask } = parts.training!.examples([i]);
      expect(inputs.shape).toEqual([1, 3, 1]);
      const length = Array.from(inputs.data).indexOf(1);
      expect(Array.from(inputs.data.subarray(length))).not.toContain(0); // padded in front
      const due = mask ? mask.data.reduce((sum, value) => sum + value, 0) : 3;
      expect(targets.data[due - 1]).toBe(1);
    }
  });

  it('of a target after every step, leave out those that are null', () => {
    const { parts } = learn(
      'a.jsonl',
      lines(10, () => '{"inputs": [1, 2, 3], "targets": ["a", null, "b"]}'),
      {
        scheme: 'many-to-many',
      },
    );
    const { targets, mask } = parts.test!.examples([0]);
    expect(Array.from(mask!.data)).toEqual([1, 0, 1]);
    expect(targets).toMatchObject({ data: Int32Array.of(0, 0, 1), shape: [1, 3] });
  });

  const refused: readonly (readonly [text: string, message: string])[] = [
    ['', 'a.jsonl is empty'],
    ['\n \n', 'a.jsonl holds nothing but blank lines'],
    ['{"inputs": [1], "target": "a"}', 'a.jsonl: one sequence is too few to hold out some'],
    ['{"inputs": [1], "target": "a"}\nhello', 'a.jsonl: line 2: this is not JSON'],
    ['[1, 2]\n[3, 4]', 'a.jsonl: this is not JSON'],
    ['3\n4', 'a.jsonl: line 1 must be an object'],
    [
      lines(9, (i) => `{"inputs": [1], "target": "${i === 4 ? '' : 'ab'[i % 2]}"}`),
      'a.jsonl: line 5: there is no target',
    ],
    [
      lines(9, (i) => `{"inputs": [${i === 4 ? '"x"' : 1}], "target": "ab"}`),
      'a.jsonl: line 5: inputs must be a number',
    ],
    [
      lines(9, (i) => `{"inputs": [${i === 4 ? null : 1}], "target": "${'ab'[i % 2]}"}`),
      'a.jsonl: line 5, step 1: inputs is missing',
    ],
    [
      lines(9, (i) => `{"inputs": [${i === 4 ? '1e99' : 1}], "target": "ab"}`),
      'a.jsonl: line 5: inputs must be a number that float32 holds',
    ],
    [
      lines(9, (i) => `{"inputs": [${i === 4 ? '[1, 2, 3]' : '[1, 2]'}], "target": "ab"}`),
      'a.jsonl: line 5: inputs[0] must be a list of 2, received a list of 3',
    ],
    [
      lines(9, (i) => `{"inputs": ${i === 4 ? '[]' : '[1]'}, "target": "ab"}`),
      'a.jsonl: line 5: inputs must have at least one step',
    ],
    [
      lines(9, () => '{"inputs": [1], "target": "same"}'),
      "every target in target is 'same', so there is nothing to learn",
    ],
    [
      lines(60, (i) => `{"inputs": [1], "target": "t${i}"}`),
      'target has 60 different values in 60 examples, which are no classes',
    ],
    [
      lines(9, () => '{"inputs": [1, 2], "other": 1, "third": 2}'),
      'a.jsonl: name the target by --target; the fields are: inputs, other, third',
    ],
  ];
  it.each(refused.map(([text, message]) => [message, text]))('are refused: %s', (message, text) => {
    expect(refusal('a.jsonl', text!)).toContain(message);
  });

  it('name the step whose answer is of another length', () => {
    const text = lines(9, () => '{"inputs": [1, 2], "targets": ["a", "b", "c"]}');
    expect(refusal('a.jsonl', text, { scheme: 'many-to-many' })).toBe(
      'a.jsonl: line 1: targets must have 2 steps as the inputs have, received 3; --scheme encoder-decoder is for other lengths',
    );
  });
});

describe('CSV', () => {
  const series = (header: string, count = 60) =>
    `${header}\n${lines(count, (i) => `2020-01-${String((i % 28) + 1).padStart(2, '0')},${i},${i % 7}`)}`;

  it('of a row a step is read in windows, the target a row later, and held out at its end', () => {
    const { description, parts } = learn('a.csv', series('date,sales,weekday'), {
      window: 5,
      target: 'sales',
    });
    expect(description.layout).toMatchObject({
      rows: 'step',
      inputs: ['sales', 'weekday'],
      targets: ['sales'],
      horizon: 1,
    });
    const { mean, deviation } = description.targets as unknown as { mean: number[]; deviation: number[] };
    for (const [name, from, to] of [
      ['training', 0, 48],
      ['validation', 48, 54],
      ['test', 54, 60],
    ] as const) {
      const { size, examples } = parts[name]!;
      for (let i = 0; i < size; i++) {
        const { inputs, targets } = examples([i]);
        const sales = Array.from(inputs.data).filter((_, k) => k % 2 === 0);
        expect(sales.every((value, t) => value === sales[0]! + t)).toBe(true);
        const answer = targets.data[0]! * deviation[0]! + mean[0]!;
        expect(answer).toBeCloseTo(sales[4]! + 1, 3);
        expect(sales[0]).toBeGreaterThanOrEqual(from);
        expect(answer).toBeLessThan(to);
      }
    }
  });

  it('of a row a step is told apart by a column, and rows of one sequence need not stand together', () => {
    const text = `id,x,y,kind\n${lines(60, (i) => `s${i % 20},${i},${-i},${i % 2 ? 'odd' : 'even'}`)}`;
    const { description, parts } = learn('a.csv', text, { sequence: 'id', target: 'kind' });
    expect(description).toMatchObject({ shortest: 3, longest: 3, sequences: { training: 16 } });
    const { inputs, targets } = parts.test!.examples([0]);
    const [first] = inputs.data;
    expect(Array.from(inputs.data)).toEqual([
      first,
      -first!,
      first! + 20,
      -first! - 20,
      first! + 40,
      -first! - 40,
    ]);
    expect(targets.data[0]).toBe(first! % 2);
  });

  it('of a row a sequence takes the columns for its steps', () => {
    const text = `label,a,b,c\n${lines(20, (i) => `${i % 2 ? 'up' : 'down'},${i},${2 * i},${3 * i}`)}`;
    const { description, parts } = learn('a.csv', text, { rows: 'sequence' });
    expect(description).toMatchObject({
      longest: 3,
      inputs: [{ name: 'value' }],
      targets: { classes: ['down', 'up'] },
    });
    const [one, two, three] = parts.test!.examples([0]).inputs.data;
    expect([two, three]).toEqual([2 * one!, 3 * one!]);
  });

  it('may have a byte order mark, CRLF, quotes around newlines, semicolons, blank lines, or no header', () => {
    const rows = (separator: string, end: string, quote = '"') =>
      Array.from(
        { length: 12 },
        (_, i) => `${quote}a\n${'b'.repeat((i % 3) + 1)}${quote}${separator}${i % 2 ? 'x' : 'y'}`,
      ).join(end);
    const expected = learn('a.csv', `text,label\n${rows(',', '\n')}`).description;
    expect(expected).toMatchObject({ shortest: 3, longest: 5 });
    for (const text of [
      `\u{feff}text,label\n${rows(',', '\n')}`,
      `text,label\r\n${rows(',', '\r\n')}\r\n`,
      `\n\ntext;label\n${rows(';', '\n\n')}\n`,
      `text\tlabel\n${rows('\t', '\n')}`,
    ])
      expect(learn('a.csv', text).description).toEqual(expected);
    const decimal = learn('a.csv', `x;label\n${lines(20, (i) => `${i},5;${'ab'[i % 2]}`)}`, {
      window: 2,
      horizon: 0,
    });
    expect(decimal.description.inputs).toMatchObject([{ kind: 'number', name: 'x' }]);
    expect(decimal.parts.test!.examples([0]).inputs.data[0]! % 1).toBe(0.5);
    const bare = readTable({ name: 'a.csv', bytes: new TextEncoder().encode(lines(4, (i) => `${i},2,3`)) });
    expect(bare).toMatchObject({ fields: ['column 1', 'column 2', 'column 3'], count: 4 });
  });

  it('as `unrolled dataset` writes it gives the examples that were written', async () => {
    const folder = await temporaryFolder();
    const dataset = parity({ length: 4 });
    for (const format of ['csv', 'jsonl', 'npz'] as const) {
      const path = join(folder, `parity.${format}`);
      await exportDataset(dataset, { to: path, count: 30, format, seed: 3 });
      const { parts, description } = learn(`parity.${format}`, await readFile(path), {
        scheme: 'many-to-many',
      });
      expect(description.targets).toMatchObject({ kind: 'binary' });
      for (const { inputs, targets } of Object.values(parts).flatMap(({ size, examples }) => [
        examples(Array.from({ length: size }, (_, i) => i)),
      ])) {
        const [count] = inputs.shape;
        for (let e = 0; e < count!; e++) {
          let odd = 0;
          for (let t = 0; t < 4; t++) {
            odd ^= inputs.data[e * 4 + t]!;
            expect(targets.data[e * 4 + t]).toBe(odd);
          }
        }
      }
    }
  });

  const refused: readonly (readonly [text: string, message: string])[] = [
    ['x,y\n1,2\n3\n', 'a.csv: line 3: a row must have 2 cells as the first has, received 1'],
    ['x,x\n1,2\n', "a.csv: line 1: two columns are called 'x'"],
    ['x,y\n', 'a.csv holds no row below its header'],
    ['x,y\n"a,2\n3,4\n', 'a.csv: line 2: a quote is opened and never closed'],
    [series('date,sales,weekday'), 'a.csv: a row may be a step or a whole sequence; give --window'],
    [
      `x,label\n${lines(40, (i) => `${i === 30 ? 'abc' : i},${i % 2 ? 'a' : 'b'}`)}`,
      'a.csv: line 32: x must be a number, as 39 others are, received "abc"',
    ],
  ];
  it.each(refused.map(([text, message]) => [message, text]))('is refused: %s', (message, text) => {
    expect(refusal('a.csv', text!)).toContain(message);
  });

  it('names what is missing, of what is no column, and what dates are', () => {
    const gap = `x,y\n${lines(40, (i) => `${i === 7 ? 'NaN' : i},${i}`)}`;
    expect(refusal('a.csv', gap, { window: 3, target: 'y' })).toMatch(/^a\.csv: line 9: x is missing/);
    expect(refusal('a.csv', gap, { window: 3, target: 'z' })).toBe(
      "a.csv: there is no 'z'; the columns are: x, y",
    );
    expect(
      refusal('a.csv', series('date,sales,weekday'), { window: 3, target: 'sales', inputs: 'date' }),
    ).toContain("a.csv: 'date' holds dates, which are no numbers");
    expect(refusal('a.csv', series('date,sales,weekday', 4), { window: 5, target: 'sales' })).toContain(
      'a window of 5 rows and a target 1 later need 6 rows, received 4',
    );
  });
});

describe('a file', () => {
  it.each([
    ['a.csv', Uint8Array.of(1, 2, 0, 4), 'a.csv is binary; data are read from CSV'],
    ['a.csv', Uint8Array.of(0x1f, 0x8b, 8, 0), 'a.csv is compressed; unpack it by gunzip'],
    ['a.npz', Uint8Array.of(0x50, 0x4b, 3, 4, 5), 'a.npz: this is no whole zip'],
    ['a.csv', Uint8Array.of(0x61, 0xff, 0x62), 'a.csv is no text in UTF-8'],
    ['a.npy', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59), 'a.npy is one NumPy array'],
  ])('%s of other bytes is refused by what it is', (name, bytes, message) => {
    expect(refusal(name, bytes)).toContain(message);
  });

  it.each([
    ['<f8', '-5, 3', 'a.npz: x: its shape ("-5, 3") is none'],
    ['<f8', 'x,', 'a.npz: x: its shape ("x,") is none'],
    ['<f8', '1, '.repeat(100), 'is none'],
    ['<f8', '1000000000000000, 0', 'a.npz: x: its entries are empty'],
    ['<U0', '9007199254740991,', 'a.npz: x: its entries are empty'],
    ['<f8', '4,', 'a.npz: x: it ends after 24 bytes of its 32'],
    ['<U6', '1,', 'a.npz: x: its texts are none'],
  ])('of arrays %s with shape (%s) is refused before memory is taken', (descr, shape, message) => {
    const bits = new Uint8Array(24).fill(255);
    expect(refusal('a.npz', zipSync({ 'x.npy': npyBytes({ descr, shape }, bits) }))).toContain(message);
  });

  it('of arrays that claims more than its bytes can hold is refused before memory is taken', () => {
    const zip = Buffer.from(
      zipSync({ 'x.npy': npyBytes({ descr: '<f8', shape: '3,' }, new Float64Array(3)) }),
    );
    zip.writeUInt32LE(2 ** 31, zip.indexOf('PK\u0001\u0002') + 24);
    expect(refusal('a.npz', zip)).toMatch(
      /^a\.npz: x\.npy claims 2147483648 bytes, more than \d+ compressed ones/,
    );
  });

  it('never throws anything but a RangeError, whatever is in it', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.constantFrom('', '"', '\n', ',', '{', '[', 'NaN', '1e400', '\0'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 8 }),
        fc.boolean(),
        (rows, json) => {
          const text = rows
            .map((row) => (json ? JSON.stringify({ inputs: row, target: row[0] }) : row.join(',')))
            .join('\n');
          try {
            learn(json ? 'a.jsonl' : 'a.csv', text);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('as NumPy writes it holds texts and numbers of any size', () => {
    const count = 12;
    const labels = Uint32Array.from({ length: count * 2 }, (_, i) => (i % 2 ? 0 : 97 + ((i / 2) % 3)));
    const inputs = Float64Array.from({ length: count * 6 }, (_, i) => i / 4);
    const npz = zipSync({
      'x.npy': npyBytes({ descr: '<f8', shape: `${count}, 3, 2` }, inputs),
      'y.npy': npyBytes({ descr: '<U2', shape: `${count},` }, labels),
    });
    const { description, parts } = learn('a.npz', npz);
    expect(description).toMatchObject({
      targets: { classes: ['a', 'b', 'c'] },
      longest: 3,
      inputs: [{ name: 'x[0]' }, { name: 'x[1]' }],
    });
    const { inputs: read, targets } = parts.test!.examples([0]);
    const example = (read.data[0]! * 4) / 6;
    expect(Array.from(read.data)).toEqual(Array.from({ length: 6 }, (_, i) => (example * 6 + i) / 4));
    expect(targets.data[0]).toBe(example % 3);
  });
});

describe('what is asked', () => {
  it('may lack targets, and is read as the data were', () => {
    const { description } = learn(
      'a.jsonl',
      lines(20, (i) => JSON.stringify({ text: 'ab'.repeat(1 + (i % 2)), label: `${i % 2}!` })),
    );
    const { size, examples, unknownSymbols } = everyExample(
      file('b.jsonl', '{"text": "abz"}\n{"text": "b"}'),
      description,
      true,
    );
    expect([size, unknownSymbols]).toEqual([2, 1]);
    expect(examples([0])).toMatchObject({
      inputs: { data: Float32Array.of(1, 0, 0, 1, 0, 0), shape: [1, 3, 2] },
      targets: { data: Int32Array.of(-1) },
    });
  });

  it('is refused where a class is one that was never learnt', () => {
    const { description } = learn(
      'a.jsonl',
      lines(20, (i) => JSON.stringify({ text: 'ab', label: 'xy'[i % 2] })),
    );
    expect(() =>
      ownData({ test: file('b.jsonl', '{"text": "a", "label": "z"}') }, manyToOne, description),
    ).toThrow("b.jsonl: line 1: label 'z' is none of the classes that were learnt: x, y");
  });

  it('of the same data gives the same examples with what was understood before', () => {
    const data = file(
      'a.jsonl',
      lines(30, (i) => `{"inputs": [${i}, 1], "target": ${i % 3}}`),
    );
    const first = ownData({ data }, manyToOne);
    const again = ownData({ data }, manyToOne, first.description);
    expect(allOf(again)).toEqual(allOf(first));
  });
});
