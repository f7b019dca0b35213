import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, type DatasetEntry, datasets, type NdArray } from '../src/index.js';
import { describeOptions } from '../src/options.js';

const elements = ({ shape }: NdArray) => shape.reduce((product, size) => product * size, 1);
const join = (first: NdArray, second: NdArray) => [...first.data, ...second.data];

/** What a dataset is called in code, as in its messages. */
const inCode = (name: string) => name.replace(/-\w/g, (letter) => letter.slice(1).toUpperCase());

describe.each(Object.entries<DatasetEntry>(datasets))('%s', (name, entry) => {
  const dataset = entry.create();

  it('is found by the name it carries', () => {
    expect(dataset.name).toBe(name);
  });

  it('has the shapes, types and values it declares', () => {
    const { inputs, targets, mask } = dataset.batch(createRng(1), 7);
    const time = inputs.shape[1]!;
    expect(inputs.shape).toEqual([7, time, dataset.inputSize]);
    expect(inputs.data).toBeInstanceOf(Float32Array);
    const perStep = dataset.scheme === 'many-to-one' ? [7] : [7, time];
    const isClass = dataset.targetKind === 'class';
    expect(targets.shape).toEqual(isClass ? perStep : [...perStep, dataset.outputSize]);
    expect(targets.data).toBeInstanceOf(isClass ? Int32Array : Float32Array);
    for (const array of [inputs, targets]) expect(array.data).toHaveLength(elements(array));
    if (isClass) {
      expect(targets.data.every((target) => target >= 0 && target < dataset.outputSize)).toBe(true);
    }
    if (dataset.targetKind === 'binary') {
      expect(targets.data.every((target) => target === 0 || target === 1)).toBe(true);
    }
    if (mask) expect(mask.shape).toEqual([7, time]);
  });

  it('gives the same bytes for the same seed and others for another', () => {
    expect(dataset.batch(createRng(5), 9)).toEqual(dataset.batch(createRng(5), 9));
    expect(dataset.batch(createRng(5), 9).inputs).not.toEqual(dataset.batch(createRng(6), 9).inputs);
  });

  it('draws the same examples however they are cut into batches', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), (seed, cut) => {
        const rng = createRng(seed);
        const [first, second] = [dataset.batch(rng, cut), dataset.batch(rng, 10 - cut)];
        const whole = dataset.batch(createRng(seed), 10);
        expect(join(first.inputs, second.inputs)).toEqual([...whole.inputs.data]);
        expect(join(first.targets, second.targets)).toEqual([...whole.targets.data]);
      }),
      { numRuns: 10 },
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a batch of %s', (size) => {
    expect(() => dataset.batch(createRng(1), size)).toThrow(RangeError);
    expect(() => dataset.batch(createRng(1), size)).toThrow('batchSize must be an integer of at least 1');
  });

  it('describes every option, and its defaults are the ones it takes', () => {
    const described = Object.entries(describeOptions(entry.options));
    const defaults = Object.fromEntries(described.map(([key, option]) => [key, option.default]));
    expect(entry.create(defaults).batch(createRng(2), 3)).toEqual(dataset.batch(createRng(2), 3));
    for (const [, option] of described) {
      expect(option.description).not.toBe('');
      if (option.type === 'choice') expect(option.choices).toContain(option.default);
    }
  });

  it('refuses an option it does not have, and a value of the wrong kind', () => {
    expect(() => entry.create({ lenght: 3 })).toThrow(TypeError);
    expect(() => entry.create({ lenght: 3 })).toThrow(
      `${inCode(name)}: there is no option 'lenght'; the options are: ${Object.keys(entry.options).join(', ')}`,
    );
    const [key] = Object.keys(entry.options);
    expect(() => entry.create({ [key!]: 'ten' })).toThrow(TypeError);
    expect(() => entry.create({ [key!]: 'ten' })).toThrow(
      new RegExp(`^${inCode(name)}: ${key} must be an integer .*, received ten$`),
    );
  });
});
