import { activations, type ConstructedNetwork, type Rows, rnnForward } from '@unrolled/analysis';

/** What happens in a constructed network at one step. */
export interface ConstructedStep {
  readonly input: readonly number[];
  /** Of every unit of every layer: the sum that reaches it, and what it makes of it. */
  readonly layers: readonly (readonly { readonly sum: number; readonly value: number }[])[];
  readonly output: readonly number[];
}

/** Feeds a sequence to a constructed network, and tells what every unit did at every step. */
export function constructedSteps(
  { layers, readout }: ConstructedNetwork,
  sequence: Rows,
): readonly ConstructedStep[] {
  if (sequence.length === 0) return [];
  let below: Rows = sequence;
  const units = layers.map((layer) => {
    const params = {
      inputKernel: Float64Array.from(layer.inputKernel.flat()),
      recurrentKernel: Float64Array.from(layer.recurrentKernel.flat()),
      bias: Float64Array.from(layer.bias),
    };
    const steps = rnnForward(
      layer,
      params,
      Float64Array.from(below.flat()),
      Float64Array.from(layer.initialHidden),
    );
    below = steps.map(({ h }) => [...h]);
    return steps.map(({ a, h }) => Array.from(h, (value, unit) => ({ sum: a[unit]!, value })));
  });
  const { f } = activations[readout.activation];
  const output = (h: readonly number[]) =>
    readout.outputBias.map((bias, k) =>
      f(h.reduce((sum, value, unit) => sum + value * readout.outputKernel[unit]![k]!, bias)),
    );
  return sequence.map((input, t) => ({
    input,
    layers: units.map((steps) => steps[t]!),
    output: output(below[t]!),
  }));
}
