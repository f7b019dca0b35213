import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { datasets } from '../src/index.js';
import { catalogue } from '../src/node.js';
import {
  between,
  describeOptions,
  finite,
  integer,
  listOf,
  nonNegative,
  oneOf,
  option,
  optionTable,
  parseOptions,
  positive,
  trueOrFalse,
  withDefault,
} from '../src/options.js';

const schemas = {
  size: option(integer(2, 36), 'how large', 10),
  rate: option(positive, 'how fast', 0.5),
  share: option(between(0.01, 0.99), 'how much', 0.2),
  weight: option(nonNegative, 'how heavy', 0),
  seed: option(finite, 'which', 1),
  form: option(oneOf(['round', 'square']), 'which form', 'round'),
  sizes: option(listOf(integer(0, 9)), 'which sizes', [1, 2]),
  bias: option(trueOrFalse, 'with a bias', true),
};
const defaults = {
  size: 10,
  rate: 0.5,
  share: 0.2,
  weight: 0,
  seed: 1,
  form: 'round',
  sizes: [1, 2],
  bias: true,
};

describe('parseOptions', () => {
  it('fills in what is left out, undefined included', () => {
    expect(parseOptions('it', schemas, {})).toEqual(defaults);
    expect(parseOptions('it', schemas, { size: undefined, rate: 2 })).toEqual({ ...defaults, rate: 2 });
  });

  it('gives the values in the order of the schemas, however they are given', () => {
    const values = parseOptions('it', schemas, { bias: false, size: 3 });
    expect(Object.keys(values)).toEqual(Object.keys(schemas));
  });

  it.each([
    [{ size: 99 }, 'it: size must be an integer from 2 to 36, received 99'],
    [{ size: 2.5 }, 'it: size must be an integer from 2 to 36, received 2.5'],
    [{ size: Number.NaN }, 'it: size must be an integer from 2 to 36, received NaN'],
    [{ rate: 0 }, 'it: rate must be a number above 0, received 0'],
    [{ rate: Infinity }, 'it: rate must be a number above 0, received Infinity'],
    [{ share: 1 }, 'it: share must be a number from 0.01 to 0.99, received 1'],
    [{ share: -Infinity }, 'it: share must be a number from 0.01 to 0.99, received -Infinity'],
    [{ weight: -1 }, 'it: weight must be a number of at least 0, received -1'],
    [{ weight: Infinity }, 'it: weight must be a number of at least 0, received Infinity'],
    [{ seed: Infinity }, 'it: seed must be a number, received Infinity'],
    [{ sizes: [] }, 'it: sizes must be a list with at least one entry, received []'],
    [{ sizes: [3, 11] }, 'it: each of sizes must be an integer from 0 to 9, received 11'],
  ])('%o is a number out of its domain', (given, message) => {
    expect(() => parseOptions('it', schemas, given)).toThrow(new RangeError(message));
  });

  it.each([
    [{ size: 'ten' }, 'it: size must be an integer from 2 to 36, received ten'],
    [{ size: null }, 'it: size must be an integer from 2 to 36, received null'],
    [{ size: 3n }, 'it: size must be an integer from 2 to 36, received 3'],
    [{ form: 'oval' }, 'it: form must be one of round, square, received oval'],
    [{ sizes: '1,2' }, 'it: sizes must be a list with at least one entry, received 1,2'],
    [{ sizes: [1, '2'] }, 'it: each of sizes must be an integer from 0 to 9, received 2'],
    [{ bias: 'no' }, 'it: bias must be true or false, received no'],
    [
      { sise: 3 },
      "it: there is no option 'sise'; the options are: size, rate, share, weight, seed, form, sizes, bias",
    ],
    [
      { toString: 3 },
      "it: there is no option 'toString'; the options are: size, rate, share, weight, seed, form, sizes, bias",
    ],
  ])('%o is of the wrong kind', (given, message) => {
    expect(() => parseOptions('it', schemas, given)).toThrow(new TypeError(message));
  });

  it('says so where there are no options', () => {
    expect(() => parseOptions('it', {}, { size: 3 })).toThrow(
      new TypeError("it: there is no option 'size'; it has none"),
    );
  });

  it('demands an option that has no default', () => {
    expect(() => parseOptions('it', { size: integer(1) }, {})).toThrow(
      new TypeError('it: size must be an integer of at least 1, received undefined'),
    );
  });

  it('takes exactly the integers between the bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (min, span, value) => {
        const taken = v.is(integer(min, min + span), value);
        expect(taken).toBe(value >= min && value <= min + span);
      }),
    );
  });
});

describe('withDefault', () => {
  const changed = {
    ...schemas,
    size: withDefault(schemas.size, 5),
    form: withDefault(schemas.form, 'square'),
  };

  it('changes the default of the option given, and of no other', () => {
    expect(parseOptions('it', changed, {})).toEqual({ ...defaults, size: 5, form: 'square' });
    expect(parseOptions('it', schemas, {})).toEqual(defaults);
  });

  it('keeps domain and description', () => {
    expect(describeOptions(changed)).toEqual({
      ...describeOptions(schemas),
      size: { ...describeOptions(schemas).size, default: 5 },
      form: { ...describeOptions(schemas).form, default: 'square' },
    });
    expect(() => parseOptions('it', changed, { size: 99 })).toThrow(RangeError);
  });
});

describe('describeOptions', () => {
  it('gives type, description, default and domain as plain data', () => {
    const described = describeOptions(schemas);
    expect(described).toEqual({
      size: { type: 'integer', description: 'how large', default: 10, min: 2, max: 36 },
      rate: { type: 'number', description: 'how fast', default: 0.5, above: 0 },
      share: { type: 'number', description: 'how much', default: 0.2, min: 0.01, max: 0.99 },
      weight: { type: 'number', description: 'how heavy', default: 0, min: 0 },
      seed: { type: 'number', description: 'which', default: 1 },
      form: { type: 'choice', description: 'which form', default: 'round', choices: ['round', 'square'] },
      sizes: { type: 'integers', description: 'which sizes', default: [1, 2], min: 0, max: 9 },
      bias: { type: 'boolean', description: 'with a bias', default: true },
    });
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });

  it('names no bound where there is none', () => {
    const described = describeOptions({
      any: option(integer(), 'any', 0),
      some: option(integer(1), 'some', 1),
    });
    expect(described.any).toEqual({ type: 'integer', description: 'any', default: 0 });
    expect(described.some).toEqual({ type: 'integer', description: 'some', default: 1, min: 1 });
  });

  it('sees through a domain with a further condition', () => {
    const even = v.pipe(integer(2), v.multipleOf(2, 'even'));
    expect(describeOptions({ length: option(even, 'steps', 4) }).length).toEqual({
      type: 'integer',
      description: 'steps',
      default: 4,
      min: 2,
    });
  });

  it('refuses a domain that it cannot describe', () => {
    expect(() => describeOptions({ when: option(v.date(), 'when', new Date()) })).toThrow(
      new TypeError('describeOptions: when has a domain that cannot be described'),
    );
    expect(() => describeOptions({ words: option(listOf(v.string()), 'words', ['a']) })).toThrow(TypeError);
  });
});

describe('optionTable', () => {
  it('has a row for each option of each owner', () => {
    const { size, sizes, form } = schemas;
    expect(optionTable('thing', { box: { size, form }, set: { sizes } })).toBe(
      [
        '| thing | option | what it is | what it may be | default |',
        '| --- | --- | --- | --- | --- |',
        '| `box` | `size` | how large | an integer from 2 to 36 | 10 |',
        '| `box` | `form` | which form | one of round, square | round |',
        '| `set` | `sizes` | which sizes | a list with at least one entry, each an integer from 0 to 9 | 1, 2 |',
      ].join('\n'),
    );
  });
});

describe.each(Object.entries(catalogue))('the options of %s', (_, { options }) => {
  const described = Object.entries(describeOptions(options));

  it('have a description, and a default in their domain', () => {
    expect(described.length).toBeGreaterThan(0);
    for (const [name, { description, default: value }] of described) {
      expect(description).toMatch(/^\w/);
      expect(parseOptions('it', options, { [name]: value })).toHaveProperty(name, value);
    }
  });
});

describe('the catalogue', () => {
  it('gives the options of a dataset as JSON', () => {
    expect(describeOptions(datasets.palindrome.options)).toEqual({
      length: {
        type: 'integer',
        description: 'digits in the palindrome',
        default: 10,
        min: 2,
        max: 1_000_000,
      },
      base: { type: 'integer', description: 'number of different digits', default: 10, min: 2, max: 36 },
      encoding: {
        type: 'choice',
        description: 'one channel per digit, or the digit itself',
        default: 'one-hot',
        choices: ['one-hot', 'scalar'],
      },
    });
  });
});
