import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inCharacters, visible } from '../src/characters/index.js';
import { describeResult, hiddenStates, percent, type Table, type Words } from '../src/index.js';

const table = {
  head: ['name', 'σ', ''],
  rows: [
    ['one', '1.5', 'as ever'],
    ['the second', '-12', ''],
  ],
};

describe('what a terminal would obey', () => {
  const control = fc.constantFrom(
    '\u001b[2J',
    '\u009b2J',
    '\u0007',
    '\r',
    '\0',
    '\u202e',
    '\u2066',
    '\u2028',
    '\u007f',
  );
  const hostile = fc.array(fc.oneof(control, fc.string({ unit: 'grapheme' }))).map((parts) => parts.join(''));

  it('is spelt out wherever it stands', () => {
    expect(inCharacters('a\u001b[2J\u202eb\tc', { unicode: true })).toBe('a\\u001b[2J\\u202eb\tc');
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, unicode) => {
        const words = [text, { head: [text, 'b'], rows: [[text, text]] }];
        const shown = inCharacters(words, { unicode, columns: 40 });
        expect(shown).not.toMatch(
          /(?![\t\n])[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u,
        );
      }),
    );
  });

  it('is the same JSON where it stands in JSON', () => {
    fc.assert(fc.property(hostile, (text) => JSON.parse(visible(JSON.stringify(text))) === text));
  });

  it('breaks no row of a table', () => {
    const rows = [['a\nb', 'c']];
    expect(inCharacters({ head: ['x', 'y'], rows }, { unicode: true })).toBe('x     y\na\\nb  c');
  });
});

describe('a table', () => {
  it('has its numbers to the right and no lines', () => {
    expect(inCharacters(table, { unicode: true })).toBe(
      ['name          σ', 'one         1.5  as ever', 'the second  -12'].join('\n'),
    );
  });

  it('without names for its columns has no line for them', () => {
    expect(inCharacters({ head: ['', ''], rows: [['a', '1']] }, { unicode: true })).toBe('a  1');
  });

  it('that is too wide has its last column in several lines, where it still has room for words', () => {
    const flags: Table = {
      head: ['flag', 'default', ''],
      rows: [['--steps', '10', 'at most this many training steps, whatever else is said']],
    };
    expect(inCharacters(flags, { columns: 44, unicode: true })).toBe(
      [
        'flag     default',
        '--steps       10  at most this many training',
        '                  steps, whatever else is',
        '                  said',
      ].join('\n'),
    );
  });

  it('that is too wide has its rows one below the other', () => {
    expect(inCharacters(table, { columns: 20, unicode: true })).toBe(
      'name  one\nσ     1.5\n      as ever\n\nname  the second\nσ     -12',
    );
  });
});

it('words go down the page in their order, tables and charts among them', () => {
  const chart = hiddenStates('states', [[0, 1]]);
  const words: Words = ['first', '', [table, 'then'], chart];
  const screen = { unicode: true };
  expect(inCharacters(words, screen).split('\n')).toEqual([
    'first',
    '',
    ...inCharacters(table, screen).split('\n'),
    'then',
    ...inCharacters(chart, screen).split('\n'),
  ]);
});

it('a long line goes on under where its text began', () => {
  expect(inCharacters('input   one two three', { columns: 16, unicode: true })).toBe(
    'input   one two\n        three',
  );
});

it.each([
  [0, '0.0 %'],
  [1e-8, '< 0.0001 %'],
  [0.0004, '0.04 %'],
  [0.1, '10.0 %'],
  [0.9996, '99.96 %'],
  [1 - 1e-9, '> 99.9999 %'],
  [1, '100.0 %'],
])('the share %d is written as %s', (share, written) => {
  expect(percent(share)).toBe(written);
});

describe('the result of a run', () => {
  const dataset = {
    scheme: 'many-to-one',
    targetKind: 'class',
    baseline: { metric: 'accuracy', value: 0.1 },
    lengthIn: undefined,
  } as unknown as Parameters<typeof describeResult>[0]['dataset'];
  const remarks = (loss: number) =>
    describeResult({ name: 'palindrome', options: {}, dataset }, 'rnn', {
      loss,
      accuracy: 0.2,
      baseline: dataset.baseline,
      steps: 9,
      seconds: 1,
      stopped: 'steps',
    }).filter((line) => line.startsWith('  remark'));

  it('is remarked upon where the loss is far above that of guessing', () => {
    expect(remarks(1.6e6)).toEqual([
      '  remark    guessing alone has a loss of 2.303; try a smaller learning rate',
    ]);
    expect(remarks(Number.POSITIVE_INFINITY)).toHaveLength(1);
    expect(remarks(2.4)).toEqual([]);
  });
});
