import type { Objective, Parameters, Sequence } from './bptt/model.js';
import { requireParameters, rowsIn } from './bptt/model.js';
import { addOuterProduct, addProductTransposed, addTo, affine, vector } from './bptt/products.js';
import { scoreReadout } from './bptt/readout.js';
import { transformerParameters } from './parameter-count.js';
import { requireSizes } from './require.js';

export interface TransformerSize {
  readonly inputSize: number;
  /** The width d of every position. */
  readonly hiddenSize: number;
  readonly layers: number;
  /** Heads of attention, of which d is an even multiple. */
  readonly heads: number;
  /** Units within each block. */
  readonly feedForwardSize: number;
}

/** A row of numbers for every position. */
type Rows = readonly Float64Array[];

/** What a part of the network makes of its input, and the way back: from ∂E/∂y to ∂E/∂x, adding up those of its parameters. */
interface Part {
  readonly y: Rows;
  back(δ: Rows): Rows;
}

/**
 * The gradient of a causal transformer of pre-norm blocks with rotary positions, in float64, by the equations of its parts. It is
 * the network of `transformer` of `@unrolled/cells`, x_0 = input · K + b, and in each block
 *
 *   x ← x + W_o attention(norm(x)),   x ← x + W₂ gelu(W₁ norm(x) + b₁) + b₂,   at last norm(x),
 *
 * where a head gives Σ_s p_ts v_s with p_t = softmax over s ≤ t of q_t · k_s/√(d/heads). Backward, with δp_ts = δy_t · v_s,
 *
 *   δv_s = Σ_t p_ts δy_t,   δ(q_t · k_s) = p_ts (δp_ts − Σ_r p_tr δp_tr)/√(d/heads),
 *   of a norm δx = (δ − mean δ − x̂ mean(δ ∘ x̂))/σ with δ = g ∘ δy; a sum hands its gradient to both sides.
 *
 * Vaswani et al. 2017; Xiong et al. 2020; Ba, Kiros & Hinton 2016; Hendrycks & Gimpel 2016; Su et al. 2021.
 *
 * @param params as `transformerParameters` names them, outputKernel [d, O] and outputBias [O]
 * @throws RangeError if a size is not a positive integer, hiddenSize no even multiple of the heads, or a parameter, the inputs or
 *   the targets do not fit
 * @example
 * const { model, params, batch } = transformerProblem({ rng: Math.random });
 * transformerGradients(model, params, batch[0]).gradients.outputBias.length; // → 4
 */
export function transformerGradients(
  model: TransformerSize & Objective,
  params: Parameters,
  sequence: Pick<Sequence, 'inputs' | 'targets'>,
): { readonly loss: number; readonly gradients: Parameters } {
  const { loss, back } = forward(model, params, sequence);
  return { loss, gradients: back() };
}

/**
 * The loss of {@link transformerGradients} alone.
 *
 * @throws as it does
 * @example
 * const { model, params, batch } = transformerProblem({ rng: Math.random });
 * transformerLoss(model, params, batch[0]) === transformerGradients(model, params, batch[0]).loss; // → true
 */
export function transformerLoss(...of: globalThis.Parameters<typeof transformerGradients>): number {
  return forward(...of).loss;
}

function forward(
  model: TransformerSize & Objective,
  params: Parameters,
  { inputs, targets }: Pick<Sequence, 'inputs' | 'targets'>,
): { readonly loss: number; back(): Parameters } {
  const where = 'transformer';
  const { inputSize, hiddenSize, layers, heads } = model;
  requireSizes(where, { heads });
  if (hiddenSize % (2 * heads) !== 0)
    throw new RangeError(
      `${where}: hiddenSize must be an even multiple of the ${heads} heads, received ${hiddenSize}`,
    );
  requireParameters(where, params, transformerParameters(model));
  const rows = rowsIn(where, inputs, inputSize);
  const gradients: Record<string, Float64Array> = {};
  const parameter = (name: string) => {
    gradients[name] ??= new Float64Array(params[name]!.length);
    return { value: params[name]!, gradient: gradients[name] };
  };
  const linear = (x: Rows, kernel: string, bias?: string): Part => {
    const K = parameter(kernel);
    const b = bias === undefined ? undefined : parameter(bias);
    const width = K.value.length / x[0]!.length;
    return {
      y: x.map((row) => affine(width, b?.value, [row, K.value])),
      back: (δ) =>
        δ.map((row, t) => {
          addOuterProduct(K.gradient, x[t]!, row);
          if (b) addTo(b.gradient, row);
          const δx = new Float64Array(x[t]!.length);
          addProductTransposed(δx, row, K.value);
          return δx;
        }),
    };
  };
  const named = (x: Rows, name: string) => linear(x, `${name}.kernel`, `${name}.bias`);
  const norm = (x: Rows, name: string) => normalized(x, parameter(`${name}.gain`), parameter(`${name}.bias`));
  /** x + W_o attention(norm(x)) */
  const attending = (x: Rows, block: string): Part => {
    const read = norm(x, `${block}.attentionNorm`);
    const [query, key, value] = ['query', 'key', 'value'].map((name) => linear(read.y, `${block}.${name}`));
    const seen = attention(query!.y, key!.y, value!.y, heads);
    const written = named(seen.y, `${block}.output`);
    return {
      y: sum(x, written.y),
      back(δ) {
        const [δq, δk, δv] = seen.back(written.back(δ));
        return sum(δ, read.back(sum(sum(query!.back(δq), key!.back(δk)), value!.back(δv))));
      },
    };
  };
  /** x + W₂ gelu(W₁ norm(x) + b₁) + b₂ */
  const feeding = (x: Rows, block: string): Part => {
    const read = norm(x, `${block}.feedForwardNorm`);
    const up = named(read.y, `${block}.up`);
    const down = named(
      up.y.map((row) => row.map((a) => gelu(a).value)),
      `${block}.down`,
    );
    return {
      y: sum(x, down.y),
      back(δ) {
        const inner = down.back(δ).map((row, t) => row.map((slope, k) => slope * gelu(up.y[t]![k]!).slope));
        return sum(δ, read.back(up.back(inner)));
      },
    };
  };

  const parts: Part[] = [named(rows, 'input')];
  const top = () => parts.at(-1)!.y;
  for (let l = 0; l < layers; l++) {
    parts.push(attending(top(), `blocks.l${l}`));
    parts.push(feeding(top(), `blocks.l${l}`));
  }
  parts.push(norm(top(), 'norm'));
  const states = top().map((h) => ({ h }));
  const { outputKernel, outputBias } = params;
  const head = { outputKernel: outputKernel!, ...(outputBias && { outputBias }) };
  const scored = scoreReadout(where, model, head, states, targets);
  return {
    loss: scored.loss,
    back() {
      let δ: Rows = scored.fromLoss;
      for (const part of parts.toReversed()) δ = part.back(δ);
      return { ...gradients, ...scored.gradients };
    },
  };
}

const sum = (a: Rows, b: Rows): Rows => a.map((row, t) => row.map((value, k) => value + b[t]![k]!));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((total, value, k) => total + value * b[k]!, 0);
const mean = (a: Float64Array) => a.reduce((total, value) => total + value, 0) / a.length;

interface Parameter {
  readonly value: Float64Array;
  readonly gradient: Float64Array;
}

/** g ∘ (x − mean)/√(variance + 1e-5) + b of every row. */
function normalized(x: Rows, gain: Parameter, bias: Parameter): Part {
  const normal = x.map((row) => {
    const level = mean(row);
    const centred = row.map((value) => value - level);
    const σ = Math.sqrt(dot(centred, centred) / row.length + 1e-5);
    return { σ, x̂: centred.map((value) => value / σ) };
  });
  return {
    y: normal.map(({ x̂ }) => x̂.map((value, k) => gain.value[k]! * value + bias.value[k]!)),
    back: (δy) =>
      δy.map((row, t) => {
        const { σ, x̂ } = normal[t]!;
        addTo(
          gain.gradient,
          row.map((value, k) => value * x̂[k]!),
        );
        addTo(bias.gradient, row);
        const δ = row.map((value, k) => value * gain.value[k]!);
        const [level, along] = [mean(δ), dot(δ, x̂) / δ.length];
        return δ.map((value, k) => (value - level - x̂[k]! * along) / σ);
      }),
  };
}

/** x/2 (1 + tanh u) with u = √(2/π)(x + 0.044715 x³), and its derivative. */
function gelu(x: number): { readonly value: number; readonly slope: number } {
  const c = Math.sqrt(2 / Math.PI);
  const th = Math.tanh(c * (x + 0.044715 * x ** 3));
  const slope = (1 + th) / 2 + (x / 2) * (1 - th ** 2) * c * (1 + 3 * 0.044715 * x ** 2);
  return { value: (x / 2) * (1 + th), slope };
}

/** Causal self-attention of heads side by side, queries and keys turned by their positions. */
function attention(queries: Rows, keys: Rows, values: Rows, heads: number) {
  const d = queries[0]!.length;
  const size = d / heads;
  const scale = 1 / Math.sqrt(size);
  const turned = (x: Rows, way: 1 | -1) => x.map((row, t) => rotated(row, heads, way * t));
  const [q, k] = [turned(queries, 1), turned(keys, 1)];
  const of = (row: Float64Array, head: number) => row.subarray(head * size, (head + 1) * size);
  const zeros = () => queries.map(() => new Float64Array(d));
  const add = (to: Float64Array, factor: number, row: Float64Array) => {
    for (const [i, value] of row.entries()) to[i]! += factor * value;
  };
  /** p_ts for s = 0 … t. */
  const shares = Array.from({ length: heads }, (_, head) =>
    q.map((row, t) => {
      const scores = vector(t + 1, (s) => scale * dot(of(row, head), of(k[s]!, head)));
      const largest = Math.max(...scores);
      const exponentials = scores.map((score) => Math.exp(score - largest));
      const total = exponentials.reduce((a, b) => a + b);
      return exponentials.map((value) => value / total);
    }),
  );
  const y = zeros();
  shares.forEach((ofHead, head) => {
    ofHead.forEach((row, t) => {
      for (const [s, share] of row.entries()) add(of(y[t]!, head), share, of(values[s]!, head));
    });
  });
  return {
    y,
    back(δ: Rows): [Rows, Rows, Rows] {
      const [δq, δk, δv] = [zeros(), zeros(), zeros()];
      shares.forEach((ofHead, head) => {
        ofHead.forEach((row, t) => {
          const δy = of(δ[t]!, head);
          const δp = row.map((_, s) => dot(δy, of(values[s]!, head)));
          const all = dot(row, δp);
          for (const [s, share] of row.entries()) {
            const δscore = scale * share * (δp[s]! - all);
            add(of(δv[s]!, head), share, δy);
            add(of(δq[t]!, head), δscore, of(k[s]!, head));
            add(of(δk[s]!, head), δscore, of(q[t]!, head));
          }
        });
      });
      return [turned(δq, -1), turned(δk, -1), δv];
    },
  };
}

/** Of every head each pair (x_i, x_{i + n/2}) of its n numbers turned by position/10000^(2i/n). */
function rotated(row: Float64Array, heads: number, position: number): Float64Array {
  const size = row.length / heads;
  const half = size / 2;
  return row.map((value, at) => {
    const within = at % size;
    const i = within % half;
    const angle = position * 10000 ** ((-2 * i) / size);
    const isFirst = within < half;
    const other = row[isFirst ? at + half : at - half]!;
    return value * Math.cos(angle) + (isFirst ? -1 : 1) * other * Math.sin(angle);
  });
}
