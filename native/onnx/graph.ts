import { usageError } from '../base/errors.ts';
import { arrayOf, elementCount, naturalType, showShape } from './data-type.ts';
import type { DataType, TensorData } from './data-type.ts';

/** An attribute of a node: integers, floats (by the attribute's name), texts or a sub-graph. */
export type AttributeValue = number | string | readonly number[] | readonly string[] | GraphBuilder;
/** A node's attributes by their ONNX names; an absent one has the operator's default. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A value in a graph, of known element type and shape. */
export interface Tensor {
  readonly graph: GraphBuilder;
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
  /** The node that computes it; null for inputs, weights and constants. */
  readonly node: Node | null;
  /** The elements, where they are part of the model (weights, constants); null where they are computed or fed. */
  readonly value: TensorData | null;
}

/** One operator applied: plain data, in the order of `GraphBuilder.nodes` (topological by construction). */
export interface Node {
  readonly op: string;
  /** Empty for ONNX's own operators, `com.microsoft` for ONNX Runtime's. */
  readonly domain: string;
  readonly name: string;
  /** Null stands for an optional input that is left out. */
  readonly inputs: readonly (Tensor | null)[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
}

/** The element type and shape of a node's output, as its operator's function inferred them. */
export interface TensorType {
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** A node to be appended. */
export interface NodeSpec {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly (Tensor | null)[];
  readonly outputs: readonly TensorType[];
  readonly attributes?: Attributes;
}

/** Constants of at most this many elements are shared by their content. */
const sharedConstantElements = 16;

/**
 * A graph under construction. Operators (`ops.ts`) append to the graph of their inputs; graphs of models are named by
 * their inputs and outputs. A graph with a parent is the body of a Loop or If and sees the parent's tensors.
 */
export class GraphBuilder {
  readonly parent: GraphBuilder | null;
  readonly #nodes: Node[] = [];
  readonly #inputs: Tensor[] = [];
  readonly #outputs = new Map<string, Tensor>();
  readonly #weights = new Map<string, Tensor>();
  readonly #shared = new Map<string, Tensor>();
  readonly #names: Set<string>;

  constructor(parent: GraphBuilder | null = null) {
    this.parent = parent;
    this.#names = parent === null ? new Set() : parent.#names;
  }

  /** The nodes, each after all of whose outputs it reads. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** What is fed at each run, in order of declaration. */
  get inputs(): readonly Tensor[] {
    return this.#inputs;
  }

  /** What a run returns, by name. */
  get outputs(): ReadonlyMap<string, Tensor> {
    return this.#outputs;
  }

  /** Weights and constants, by tensor name; their `value` is never null. */
  get weights(): ReadonlyMap<string, Tensor> {
    return this.#weights;
  }

  /** The outermost graph: weights and constants of sub-graphs live there. */
  get root(): GraphBuilder {
    return this.parent === null ? this : this.parent.root;
  }

  /** Declares what is fed at each run under `name`. Throws where the name is taken. */
  input(name: string, shape: readonly number[], dtype: DataType = 'float32'): Tensor {
    const tensor = this.#tensor(this.#claim(name), { dtype, shape }, null, null);
    this.#inputs.push(tensor);
    return tensor;
  }

  /** A named tensor that is part of the model. Throws where the name is taken or the shape does not fit `data`. */
  weight(name: string, data: TensorData, shape: readonly number[], dtype = naturalType(data)): Tensor {
    if (this.parent !== null) return this.root.weight(name, data, shape, dtype);
    if (elementCount(shape) !== data.length)
      throw usageError(`The weight '${name}' has ${data.length} elements; ${showShape(shape)} needs others.`);
    return this.#store(this.#claim(name), data, { dtype, shape });
  }

  /** A nameless constant: a typed array, or plain numbers (float32 unless said); small ones are shared. */
  constant(
    values: TensorData | readonly number[] | number,
    shape?: readonly number[],
    dtype?: Exclude<DataType, 'float16'>,
  ): Tensor {
    if (this.parent !== null) return this.root.constant(values, shape, dtype);
    const data = ArrayBuffer.isView(values)
      ? values
      : arrayOf(dtype ?? 'float32', typeof values === 'number' ? [values] : values);
    const actualShape = shape ?? (typeof values === 'number' ? [] : [data.length]);
    return this.#constant(data, { dtype: dtype ?? naturalType(data), shape: actualShape });
  }

  #constant(data: TensorData, type: TensorType): Tensor {
    if (elementCount(type.shape) !== data.length)
      throw usageError(`A constant has ${data.length} elements; ${showShape(type.shape)} needs others.`);
    if (data.length > sharedConstantElements) return this.#store(this.freshName('constant'), data, type);
    const elements: Iterable<number | bigint> = data;
    // Object.is keeps -0 apart from 0, which String() would not.
    const content = Array.from(elements, (value) => (Object.is(value, -0) ? '-0' : String(value)));
    const key = `${type.dtype}${showShape(type.shape)}${content.join()}`;
    const tensor = this.#shared.get(key) ?? this.#store(this.freshName('constant'), data, type);
    this.#shared.set(key, tensor);
    return tensor;
  }

  #store(name: string, data: TensorData, type: TensorType): Tensor {
    const tensor = this.#tensor(name, type, null, data);
    this.#weights.set(name, tensor);
    return tensor;
  }

  /** Declares that a run returns `tensor` under `name`. Throws where the name is taken. */
  output(name: string, tensor: Tensor): void {
    if (!this.isWithin(tensor.graph)) throw usageError(`The output '${name}' belongs to another graph.`);
    this.#outputs.set(this.#claim(name), tensor);
  }

  /** Whether this graph is `outer` or a body inside it, and so may read its tensors. */
  isWithin(outer: GraphBuilder): boolean {
    return this === outer || (this.parent?.isWithin(outer) ?? false);
  }

  /** Appends a node whose output types are known; operators' own functions check and infer them. */
  append(spec: NodeSpec): Node {
    for (const input of spec.inputs)
      if (input !== null && !this.isWithin(input.graph))
        throw usageError(`${spec.op}: the input '${input.name}' belongs to another graph.`);
    const outputs: Tensor[] = [];
    const node: Node = {
      op: spec.op,
      domain: spec.domain ?? '',
      name: this.freshName(spec.op),
      inputs: spec.inputs,
      outputs,
      attributes: spec.attributes ?? {},
    };
    for (const type of spec.outputs)
      outputs.push(this.#tensor(this.freshName(`${node.name}.out`), type, node, null));
    this.#nodes.push(node);
    return node;
  }

  #tensor(name: string, type: TensorType, node: Node | null, value: TensorData | null): Tensor {
    return { graph: this, name, dtype: type.dtype, shape: [...type.shape], node, value };
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw usageError(`The graph has two tensors '${name}'.`);
    this.#names.add(name);
    return name;
  }

  /** Claims a name that nothing in the model has, beginning with `stem`. */
  freshName(stem: string): string {
    let name = `${stem}#${this.#names.size}`;
    while (this.#names.has(name)) name += "'";
    return this.#claim(name);
  }
}

/** The innermost graph among those of `tensors`: the place of a node that reads them all. */
export function graphOf(op: string, tensors: readonly (Tensor | null)[]): GraphBuilder {
  let innermost: GraphBuilder | null = null;
  for (const tensor of tensors) {
    if (tensor === null) continue;
    if (innermost === null || tensor.graph.isWithin(innermost)) innermost = tensor.graph;
    else if (!innermost.isWithin(tensor.graph))
      throw usageError(`${op}: '${tensor.name}' belongs to another graph than the other inputs.`);
  }
  if (innermost === null) throw usageError(`${op}: an operator without inputs needs its graph.`);
  return innermost;
}

/** Appends a node with one output to the graph of its inputs and returns that output. */
export function emit(
  op: string,
  inputs: readonly (Tensor | null)[],
  dtype: DataType,
  shape: readonly number[],
  attributes: Attributes = {},
): Tensor {
  return emitAll({ op, inputs, outputs: [{ dtype, shape }], attributes })[0]!;
}

/** Appends a node to the graph of its inputs and returns its outputs. */
export const emitAll = (spec: NodeSpec): readonly Tensor[] =>
  graphOf(spec.op, spec.inputs).append(spec).outputs;
