import { bytes, float, integer, joined, type Message } from './protobuf.js';

// A graph as TensorFlow reads it. The numbers of the fields are those of its graph.proto, node_def.proto, attr_value.proto,
// tensor.proto, meta_graph.proto and saved_model.proto.

/** An attribute of an op, as tfjs-node gives it. */
export interface OpAttr {
  readonly name: string;
  /** One of {@link AttrTypes}. */
  readonly type: number;
  readonly value: unknown;
}

/** The numbers by which the library calls the kinds of attributes. */
export interface AttrTypes {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

/** A tensor of a graph, as `node` or `node:1`. */
export type GraphTensor = string;

/** A graph that grows node by node. */
export interface GraphBuilder {
  /** Adds an op, and names its first output; the others are `name:1`, `name:2`, … */
  op(name: string, attributes: Message, inputs: readonly GraphTensor[], as?: string): GraphTensor;
  /** The graph as the bytes of a SavedModel. */
  savedModel(): Uint8Array;
  /** Nodes so far. */
  readonly size: number;
}

const entry = (name: string, value: Message) => bytes(5, [...bytes(1, name), ...bytes(2, value)]);
export const typeAttr = (name: string, type: number): Message => entry(name, integer(6, type));
export const shapeAttr = (name: string, shape: readonly number[]): Message =>
  entry(name, bytes(7, shapeOf(shape)));
/** A constant's value. */
export const valueAttr = (type: number, shape: readonly number[], content: Uint8Array): Message =>
  entry('value', bytes(8, [...integer(1, type), ...bytes(2, shapeOf(shape)), ...bytes(4, content)]));

const shapeOf = (shape: readonly number[]): Message => shape.flatMap((size) => bytes(2, integer(1, size)));

/**
 * @throws Error for a kind of attribute that no op of a cell has
 */
export function opAttr({ name, type, value }: OpAttr, types: AttrTypes): Message {
  if (type === types.TF_ATTR_SHAPE) return shapeAttr(name, value as number[]);
  const one = (single: unknown): Message => {
    switch (type) {
      case types.TF_ATTR_STRING:
        return bytes(2, String(single));
      case types.TF_ATTR_INT:
        return integer(3, single as number);
      case types.TF_ATTR_FLOAT:
        return float(4, single as number);
      case types.TF_ATTR_BOOL:
        return integer(5, single as boolean);
      case types.TF_ATTR_TYPE:
        return integer(6, single as number);
      default:
        throw new Error(`an attribute ${name} of the kind ${type}`);
    }
  };
  return entry(name, Array.isArray(value) ? bytes(1, value.flatMap(one)) : one(value));
}

/** Version of the graph's format; any between TensorFlow's 2.0 and now is read alike. */
const producer = 1087;

export function createGraph(): GraphBuilder {
  const nodes: Uint8Array[] = [];
  let size = 0;
  return {
    op(op, attributes, inputs, as = `n${size}`) {
      size++;
      const named = [...bytes(1, as), ...bytes(2, op), ...inputs.flatMap((input) => bytes(3, input))];
      nodes.push(...bytes(1, [...named, ...attributes]));
      return as;
    },
    savedModel() {
      const graph = [...nodes, ...bytes(4, integer(1, producer))];
      const tagged = bytes(1, bytes(4, 'serve'));
      return joined([...integer(1, 1), ...bytes(2, [...tagged, ...bytes(2, graph)])]);
    },
    get size() {
      return size;
    },
  };
}
