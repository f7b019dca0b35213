import type { TensorInfo } from '@tensorflow/tfjs-core';
import { requireShape, ShapeError } from '../contract/shape-error.js';
import type { Workspace } from './workspace.js';

interface MatmulInputs {
  readonly a: TensorInfo; // [..., M, K], or [..., K, M] with transposeA
  readonly b: TensorInfo; // [..., K, N], or [..., N, K] with transposeB
  readonly bias: TensorInfo | undefined; // [N]
}
interface MatmulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** A code of activation-codes.ts. */
  readonly activation: number;
}

const floatBytes = 4;

/** φ(a·b + bias), the axes before the last two broadcast against each other, on any workspace. */
export function matmul(workspace: Workspace, { a, b, bias }: MatmulInputs, attrs: MatmulAttrs): void {
  const [rows, depth] = lastTwo(a.shape, attrs.transposeA);
  const [depthOfB, columns] = lastTwo(b.shape, attrs.transposeB);
  if (depth !== depthOfB)
    throw new ShapeError(
      'matMul',
      'b',
      [...b.shape.slice(0, -2), ...(attrs.transposeB ? [columns, depth] : [depth, columns])],
      b.shape,
    );
  if (bias) requireShape('matMul', 'bias', [columns], bias.shape);
  const outer = broadcast(a.shape, b.shape);
  const { run, input, output, scratch } = workspace;
  const [aStart, bStart, biasStart] = [input(a), input(b), input(bias)];
  const out = output([...outer.shape, rows, columns]);
  const [aRow, aDepth] = attrs.transposeA ? [1, rows] : [depth, 1];
  const [bDepth, bColumn] = attrs.transposeB ? [1, depth] : [columns, 1];
  const multiply = (at: number, aAt: number, bAt: number, memory: number) =>
    run.matmul(
      aStart + floatBytes * aAt * rows * depth,
      aRow,
      aDepth,
      bStart + floatBytes * bAt * depth * columns,
      bDepth,
      bColumn,
      biasStart,
      attrs.activation,
      out + floatBytes * at * rows * columns,
      rows,
      depth,
      columns,
      memory,
    );
  const memory = scratch(multiply(0, 0, 0, 0));
  for (const [at, [aAt, bAt]] of outer.pairs.entries()) multiply(at, aAt, bAt, memory);
}

function lastTwo(shape: readonly number[], transpose: boolean): [number, number] {
  const [first, second] = shape.slice(-2) as [number, number];
  return transpose ? [second, first] : [first, second];
}

/** The broadcast shape of all axes but the last two, and of each of its matrices the indices in a and b. */
function broadcast(
  a: readonly number[],
  b: readonly number[],
): { shape: number[]; pairs: (readonly [number, number])[] } {
  const rank = Math.max(a.length, b.length) - 2;
  const pad = (shape: readonly number[]) => [
    ...Array<number>(rank + 2 - shape.length).fill(1),
    ...shape.slice(0, -2),
  ];
  const [aShape, bShape] = [pad(a), pad(b)];
  const shape: number[] = [];
  let pairs: (readonly [number, number])[] = [[0, 0]];
  for (const [axis, aLength] of aShape.entries()) {
    const bLength = bShape[axis]!;
    if (aLength !== bLength && aLength !== 1 && bLength !== 1)
      throw new ShapeError('matMul', 'b', [...aShape, ...b.slice(-2)], b);
    const length = Math.max(aLength, bLength);
    shape.push(length);
    pairs = pairs.flatMap(([aAt, bAt]) =>
      Array.from(
        { length },
        (_, i) => [aAt * aLength + (aLength === 1 ? 0 : i), bAt * bLength + (bLength === 1 ? 0 : i)] as const,
      ),
    );
  }
  return { shape, pairs };
}
