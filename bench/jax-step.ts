import { blockUntilReady, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { batches, type Contender, classes, type StepShape } from '@unrolled/tasks/speed';

type Params = { kernel: np.Array; recurrent: np.Array; bias: np.Array; head: np.Array };

/**
 * The same step in jax-js, in the form that is fastest there: compiled as a whole, gates in one product, the
 * hidden size padded to a multiple of 8. An array is consumed by its use; `.ref` keeps it for another one.
 */
export async function jaxStep(row: StepShape): Promise<Contender> {
  await init('wasm');
  const { batch, steps, inputSize } = row;
  const H = 8 * Math.ceil(row.hiddenSize / 8);
  const gates = row.cell === 'lstm' ? 4 : 1;
  const random = (shape: [number, number]) =>
    np
      .array(
        Float32Array.from({ length: shape[0] * shape[1] }, () => (Math.random() - 0.5) / Math.sqrt(shape[0])),
      )
      .reshape(shape);
  let params: Params = {
    kernel: random([inputSize, gates * H]),
    recurrent: random([H, gates * H]),
    bias: np.zeros([gates * H]),
    head: random([H, classes]),
  };

  function loss({ kernel, recurrent, bias, head }: Params, xs: np.Array, y: np.Array): np.Array {
    // [steps · batch, inputSize]: the input's product once for all steps
    const projected = np
      .matmul(xs.reshape([steps * batch, inputSize]), kernel)
      .add(bias)
      .reshape([steps, batch, gates * H]);
    let h = np.zeros([batch, H]);
    let c = np.zeros([batch, H]);
    for (let t = 0; t < steps; t++) {
      const last = t === steps - 1;
      const z = np
        .matmul(h, last ? recurrent : recurrent.ref)
        .add((last ? projected : projected.ref).slice(t));
      if (row.cell === 'rnn') h = np.tanh(z);
      else {
        const part = (k: number) => (k === 3 ? z : z.ref).slice([], [k * H, (k + 1) * H]);
        const i = nn.sigmoid(part(0));
        const f = nn.sigmoid(part(1));
        const g = np.tanh(part(2));
        const o = nn.sigmoid(part(3));
        c = f.mul(c).add(i.mul(g));
        h = o.mul(np.tanh(last ? c : c.ref));
      }
    }
    if (row.cell === 'rnn') c.dispose();
    return nn
      .logSoftmax(np.matmul(h, head))
      .mul(y)
      .sum()
      .mul(-1 / batch);
  }

  const step = jit((p: Params, xs: np.Array, y: np.Array) => {
    const [value, gradients] = valueAndGrad(loss)(
      { kernel: p.kernel.ref, recurrent: p.recurrent.ref, bias: p.bias.ref, head: p.head.ref },
      xs,
      y,
    );
    const updated = {
      kernel: p.kernel.sub(gradients.kernel.mul(1e-3)),
      recurrent: p.recurrent.sub(gradients.recurrent.mul(1e-3)),
      bias: p.bias.sub(gradients.bias.mul(1e-3)),
      head: p.head.sub(gradients.head.mul(1e-3)),
    };
    return [value, updated];
  }) as unknown as (p: Params, xs: np.Array, y: np.Array) => [np.Array, Params];

  const nextBatch = batches(row);

  return async () => {
    const { inputs, targets } = nextBatch();
    const xs = np.array(inputs).reshape([steps, batch, inputSize]);
    const y = np.array(targets).reshape([batch, classes]);
    const [value, updated] = step(params, xs, y);
    params = updated;
    await blockUntilReady(Object.values(updated));
    await value.data();
  };
}
