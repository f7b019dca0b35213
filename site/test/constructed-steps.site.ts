import { type ConstructionName, constructions, runNetwork } from '@unrolled/analysis';
import { describe, expect, it } from 'vitest';
import { constructedSteps } from '../explore/constructed-steps.js';

describe.each(Object.keys(constructions) as ConstructionName[])('%s stepped by hand', (name) => {
  const { network, alphabet, padding, expected, tolerance } = constructions[name];
  const sequence = [
    ...[1, 0, 1, 1, 0].map((k) => alphabet[k % alphabet.length]!),
    ...Array.from({ length: padding }, () => alphabet[0]!),
  ];

  it('does nothing before it is fed', () => {
    expect(constructedSteps(network, [])).toEqual([]);
  });

  it('gives out what the network gives out, and what is right', () => {
    const outputs = constructedSteps(network, sequence).flatMap(({ output }) => output);
    const shape = { count: 1, steps: sequence.length };
    expect(outputs).toEqual(Array.from(runNetwork(network, Float64Array.from(sequence.flat()), shape)));
    for (const [k, right] of expected(sequence).flat().entries())
      expect(Math.abs(outputs[k]! - right)).toBeLessThanOrEqual(tolerance);
  });

  it('says of every unit what reaches it, of which its activation makes its value', () => {
    for (const { layers } of constructedSteps(network, sequence)) {
      expect(layers.map((units) => units.length)).toEqual(network.layers.map(({ hiddenSize }) => hiddenSize));
      for (const [l, units] of layers.entries())
        for (const { sum, value } of units)
          if (network.layers[l]!.activation === 'step') expect(value).toBe(sum > 0 ? 1 : 0);
    }
  });
});
