import { describe, expect, it } from 'vitest';
import {
  type Activation,
  type ConstructedLayer,
  type ConstructedNetwork,
  type ConstructionName,
  construct,
  constructions,
  runNetwork,
} from '../../src/index.js';

const names = Object.keys(constructions) as ConstructionName[];

/** The network as it would run with other units or other weights in its only or last layer. */
const changed = (network: ConstructedNetwork, change: Partial<ConstructedLayer>): ConstructedNetwork => ({
  ...network,
  layers: [...network.layers.slice(0, -1), { ...network.layers.at(-1)!, ...change }],
});

describe('construct', () => {
  const lengths: Record<ConstructionName, number> = {
    parity: 12,
    'running-and': 12,
    'sequence-equality': 6,
    'alternating-sum': 5,
    'binary-addition': 6,
  };

  it.each(names)('%s is right on every sequence', async (name) => {
    const maxLength = lengths[name];
    const { checked, wrong } = await construct(name, { maxLength });
    const k = constructions[name].alphabet.length;
    expect({ checked, wrong }).toEqual({ checked: (k ** (maxLength + 1) - k) / (k - 1), wrong: 0 });
  });

  it.each(names)('%s notices a wrong weight', async (name) => {
    const { wrong, checked } = await construct(name, {
      maxLength: 5,
      run: (network, inputs, shape) =>
        runNetwork(changed(network, { bias: network.layers.at(-1)!.bias.map((b) => b + 1) }), inputs, shape),
    });
    expect(wrong).toBeGreaterThan(0);
    expect(wrong).toBeLessThanOrEqual(checked);
  });

  it('counts a NaN as wrong', async () => {
    const run = (_: ConstructedNetwork, inputs: Float64Array) => inputs.map(() => NaN);
    expect(await construct('parity', { maxLength: 3, run })).toMatchObject({ checked: 14, wrong: 14 });
  });

  it('prints a truth table of at most 25 lines, of more than one step', async () => {
    const { truthTable } = await construct('parity');
    expect(truthTable).toHaveLength(16);
    expect(truthTable[11]).toEqual({
      inputs: [[1], [0], [1], [1]],
      expected: [[1], [1], [0], [1]],
      outputs: [[1], [1], [0], [1]],
    });
    const alternating = (await construct('alternating-sum', { maxLength: 2 })).truthTable;
    expect(alternating).toHaveLength(25);
    expect(alternating[3]).toMatchObject({ inputs: [[-2], [1]], expected: [[0], [1]] });
    const addition = (await construct('binary-addition', { maxLength: 2 })).truthTable;
    expect(addition).toHaveLength(16);
    expect(addition[15]).toMatchObject({
      inputs: [
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      outputs: [[0], [1], [1]],
    });
  });

  it('is plain JSON', async () => {
    const check = await construct('sequence-equality', { maxLength: 2 });
    expect(JSON.parse(JSON.stringify(check))).toEqual(check);
  });

  it('refuses an unknown name and a length below 1', async () => {
    await expect(construct('foo' as 'parity')).rejects.toThrow(TypeError);
    await expect(construct('parity', { maxLength: 0 })).rejects.toThrow(
      new RangeError('construct: maxLength must be a positive integer, received 0'),
    );
  });
});

describe('the constructions', () => {
  it.each(names)('%s has weights in the shapes its layers declare', (name) => {
    const { layers, readout } = constructions[name].network;
    let width = constructions[name].alphabet[0]!.length;
    for (const { inputSize, hiddenSize, inputKernel, recurrentKernel, bias, initialHidden } of layers) {
      expect(inputSize).toBe(width);
      expect(inputKernel.map((row) => row.length)).toEqual(new Array(inputSize).fill(hiddenSize));
      expect(recurrentKernel.map((row) => row.length)).toEqual(new Array(hiddenSize).fill(hiddenSize));
      expect([bias.length, initialHidden.length]).toEqual([hiddenSize, hiddenSize]);
      width = hiddenSize;
    }
    expect(readout.outputKernel.map((row) => row.length)).toEqual(
      new Array(width).fill(readout.outputBias.length),
    );
  });

  it('running AND with a step at ≥ −0.5 would be the running OR', async () => {
    const atLeast: Partial<ConstructedLayer> = { bias: [-1.5 + 0.5 + 1e-9] };
    const { wrong } = await construct('running-and', {
      maxLength: 4,
      run: (network, inputs, shape) => runNetwork(changed(network, atLeast), inputs, shape),
    });
    expect(wrong).toBe(1 + 3 + 7 + 15); // right only where no 0 ever comes
  });

  it('sequence equality starts as its own constant c₀ = 0 says: r·y₀ + c = c₀', () => {
    const { recurrentKernel, bias, initialHidden } = constructions['sequence-equality'].network.layers[1]!;
    expect(recurrentKernel[0]![0]! * initialHidden[0]! + bias[0]!).toBe(0);
  });

  it('binary addition adds numbers of 200 digits', () => {
    const [a, b] = [2n ** 200n - 1n, 3n ** 125n];
    const bit = (n: bigint, t: number) => Number((n >> BigInt(t)) & 1n);
    const inputs = Float64Array.from({ length: 202 * 2 }, (_, k) => bit(k % 2 ? b : a, k >> 1));
    const digits = runNetwork(constructions['binary-addition'].network, inputs, { count: 1, steps: 202 });
    const sum = digits.reduceRight((total, digit) => 2n * total + BigInt(digit), 0n);
    expect(sum).toBe(a + b);
  });

  it('binary addition of 10110100 + 10111 gives 11001011, digit by digit', () => {
    const a = [0, 0, 1, 0, 1, 1, 0, 1, 0];
    const b = [1, 1, 1, 0, 1, 0, 0, 0, 0];
    const inputs = Float64Array.from(a.flatMap((digit, t) => [digit, b[t]!]));
    const sum = runNetwork(constructions['binary-addition'].network, inputs, { count: 1, steps: 9 });
    expect([...sum]).toEqual([1, 1, 0, 1, 0, 0, 1, 1, 0]);
  });

  it('parity, running AND and addition keep half a unit from every threshold', async () => {
    for (const name of ['parity', 'running-and', 'binary-addition'] as const) {
      for (const shift of [-0.49, 0.49]) {
        const { wrong } = await construct(name, {
          maxLength: 4,
          run: (network, inputs, shape) =>
            runNetwork(
              changed(network, { bias: network.layers[0]!.bias.map((b) => b + shift) }),
              inputs,
              shape,
            ),
        });
        expect(wrong).toBe(0);
      }
    }
  });

  it('a smooth unit in place of the step does not count', async () => {
    const activation: Activation = 'sigmoid';
    const { wrong, checked } = await construct('parity', {
      maxLength: 4,
      run: (network, inputs, shape) => runNetwork(changed(network, { activation }), inputs, shape),
    });
    expect(wrong).toBe(checked);
  });
});
