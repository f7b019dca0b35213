import type { NamedArray } from '@unrolled/cells';
import { bytesOf, joined } from '../bytes.js';
import { bytes, float, integer, message } from './protobuf.js';

/** What a node can be told: an integer, a text, a list of integers, floats or texts, or a graph to run. */
export type Attribute = number | string | readonly number[] | Float32Array | readonly string[] | Subgraph;
export type Attributes = Readonly<Record<string, Attribute>>;

/** A graph that a node runs, such as the body of a loop. */
export interface Subgraph {
  readonly graph: readonly Uint8Array[];
}

/** A value that goes in or out; sizes that may differ from call to call have names. Without a shape it may have any. */
export interface Value {
  readonly name: string;
  readonly shape?: readonly (number | string)[];
  readonly type?: keyof typeof elementTypes;
}

const elementTypes = { float: 1, int32: 6, int64: 7, bool: 9 } as const;

/** Adds to a graph. Values are known by their names. */
export interface GraphBuilder {
  /** A weight. */
  constant(name: string, array: NamedArray): string;
  /** A number. */
  float(value: number): string;
  /** Sizes or axes, which ONNX has as a list of int64. */
  integers(values: readonly number[]): string;
  /** An operation with one result, under a name of its own unless one is given; an input that is left out is ''. */
  node(operator: string, inputs: readonly string[], attributes?: Attributes, name?: string): string;
  /** An operation with several results. */
  nodes(operator: string, inputs: readonly string[], attributes: Attributes, count: number): string[];
  /** A graph for a node to run, which sees the values of this one. */
  within(name: string, inputs: readonly Value[], make: (body: GraphBuilder) => readonly Value[]): Subgraph;
}

/**
 * An ONNX model (https://onnx.ai/onnx/repo-docs/IR.html): what `make` adds, from the inputs to the outputs that it returns.
 * Version 8 of the format and 17 of its operators, which ONNX Runtime reads from 1.12 on.
 *
 * @param metadata what the file says of itself; `task` is the graph's name, `unrolled` the version of what made it
 */
export function onnxBytes(
  metadata: Readonly<Record<string, string>>,
  inputs: readonly Value[],
  make: (graph: GraphBuilder) => readonly Value[],
): Uint8Array {
  const { builder, content } = graphBuilder({ count: 0 });
  const outputs = make(builder);
  return joined([
    integer(1, 8),
    bytes(2, 'unrolled'),
    bytes(3, metadata.unrolled ?? ''),
    message(7, graphFields(metadata.task ?? 'network', content, inputs, outputs)),
    message(8, [bytes(1, ''), integer(2, 17)]),
    ...Object.entries(metadata).map(([key, value]) => message(14, [bytes(1, key), bytes(2, value)])),
  ]);
}

/** The fields of a graph's nodes and constants. */
interface Content {
  readonly nodes: Uint8Array[];
  readonly constants: Uint8Array[];
}

function graphBuilder(names: { count: number }): { builder: GraphBuilder; content: Content } {
  const content: Content = { nodes: [], constants: [] };
  const fresh = (word: string) => `${word}_${names.count++}`;
  const tensor = (name: string, type: number, shape: readonly number[], data: ArrayBufferView) => {
    const sizes = shape.map((size) => integer(1, size));
    content.constants.push(message(5, [...sizes, integer(2, type), bytes(8, name), bytes(9, bytesOf(data))]));
    return name;
  };
  const nodes = (operator: string, inputs: readonly string[], attributes: Attributes, outputs: string[]) => {
    content.nodes.push(message(1, nodeFields(operator, inputs, attributes, outputs)));
    return outputs;
  };
  const builder: GraphBuilder = {
    constant: (name, { data, shape }) => tensor(name, elementTypes.float, shape, data),
    float: (value) => tensor(fresh('number'), elementTypes.float, [], Float32Array.of(value)),
    integers: (values) =>
      tensor(fresh('integers'), elementTypes.int64, [values.length], BigInt64Array.from(values, BigInt)),
    node: (operator, inputs, attributes = {}, name = fresh(operator)) =>
      nodes(operator, inputs, attributes, [name])[0]!,
    nodes(operator, inputs, attributes, count) {
      const name = fresh(operator);
      const outputs = Array.from({ length: count }, (_, k) => (k === 0 ? name : `${name}.${k}`));
      return nodes(operator, inputs, attributes, outputs);
    },
    within(name, inputs, make) {
      const inner = graphBuilder(names);
      const outputs = make(inner.builder);
      return { graph: graphFields(name, inner.content, inputs, outputs) };
    },
  };
  return { builder, content };
}

function graphFields(
  name: string,
  { nodes, constants }: Content,
  inputs: readonly Value[],
  outputs: readonly Value[],
): Uint8Array[] {
  return [
    ...nodes,
    bytes(2, name),
    ...constants,
    ...inputs.map((value) => message(11, valueFields(value))),
    ...outputs.map((value) => message(12, valueFields(value))),
  ];
}

function valueFields({ name, shape, type = 'float' }: Value): Uint8Array[] {
  const sizes = shape?.map((size) =>
    message(1, [typeof size === 'number' ? integer(1, size) : bytes(2, size)]),
  );
  const tensor = [integer(1, elementTypes[type]), ...(sizes ? [message(2, sizes)] : [])];
  return [bytes(1, name), message(2, [message(1, tensor)])];
}

function nodeFields(
  operator: string,
  inputs: readonly string[],
  attributes: Attributes,
  outputs: readonly string[],
): Uint8Array[] {
  return [
    ...inputs.map((input) => bytes(1, input)),
    ...outputs.map((output) => bytes(2, output)),
    bytes(3, outputs[0]!),
    bytes(4, operator),
    ...Object.entries(attributes).map(([key, value]) =>
      message(5, [bytes(1, key), ...attributeFields(value)]),
    ),
  ];
}

function attributeFields(value: Attribute): Uint8Array[] {
  const type = (number: number) => integer(20, number);
  if (typeof value === 'number') return [integer(3, value), type(2)];
  if (typeof value === 'string') return [bytes(4, value), type(3)];
  if ('graph' in value) return [message(6, value.graph), type(5)];
  if (value instanceof Float32Array) return [...Array.from(value, (number) => float(7, number)), type(6)];
  const items: readonly (number | string)[] = value;
  const isText = typeof items[0] === 'string';
  return [
    ...items.map((item) => (typeof item === 'string' ? bytes(9, item) : integer(8, item))),
    type(isText ? 8 : 7),
  ];
}
