import { expectTypeOf, test } from 'vitest';
import type { AdditionPadding, AdditionScheme, DigitEncoding, PalindromeOptions } from '../src/index.js';
import { datasets, type mnistRowsOptions, palindrome, palindromeOptions } from '../src/index.js';
import {
  type Domain,
  finite,
  type GivenValues,
  integer,
  listOf,
  nonNegative,
  type OptionSchemas,
  type OptionValues,
  oneOf,
  option,
  parseOptions,
  positive,
  trueOrFalse,
  withDefault,
} from '../src/options.js';

test('the values have the types of their domains', () => {
  const values = parseOptions(
    'it',
    {
      size: option(integer(2), 'how large', 10),
      form: option(oneOf(['round', 'square']), 'which form', 'round'),
      sizes: option(listOf(integer(0, 9)), 'which sizes', [1]),
      bias: option(trueOrFalse, 'with a bias', true),
    },
    {},
  );
  expectTypeOf(values).toEqualTypeOf<
    Readonly<{ size: number; form: 'round' | 'square'; sizes: readonly number[]; bias: boolean }>
  >();
});

test('every value may be left out, and lists may be read-only', () => {
  expectTypeOf<PalindromeOptions>().toEqualTypeOf<
    Readonly<{
      length?: number | undefined;
      base?: number | undefined;
      encoding?: 'one-hot' | 'scalar' | undefined;
    }>
  >();
  expectTypeOf<{ classes: readonly number[] }>().toExtend<GivenValues<typeof mnistRowsOptions>>();
  expectTypeOf<OptionValues<typeof mnistRowsOptions>['order']>().toEqualTypeOf<
    'rows' | 'columns' | 'pixels' | 'permuted-pixels'
  >();
});

test('the names of choices follow from the options', () => {
  expectTypeOf<DigitEncoding>().toEqualTypeOf<'one-hot' | 'scalar'>();
  expectTypeOf<AdditionScheme>().toEqualTypeOf<'many-to-many' | 'encoder-decoder'>();
  expectTypeOf<AdditionPadding>().toEqualTypeOf<'behind' | 'front'>();
});

test('a default is in its domain', () => {
  // @ts-expect-error no such form
  option(oneOf(['round', 'square']), 'which form', 'oval');
  // @ts-expect-error not a number
  withDefault(palindromeOptions.length, 'five');
  expectTypeOf({ ...palindromeOptions, length: withDefault(palindromeOptions.length, 5) }).toEqualTypeOf(
    palindromeOptions,
  );
});

test('options are checked where a dataset is made, by its factory or by its name', () => {
  // @ts-expect-error there is no such encoding
  palindrome({ encoding: 'words' });
  // @ts-expect-error there is no such option
  datasets.palindrome.create({ lenght: 5 });
});

test('domains are schemas of what they give', () => {
  for (const domain of [positive, nonNegative, finite]) expectTypeOf(domain).toExtend<Domain<number>>();
  expectTypeOf(oneOf(['a', 'b'])).toExtend<Domain<'a' | 'b'>>();
  expectTypeOf<typeof palindromeOptions>().toExtend<OptionSchemas>();
});
