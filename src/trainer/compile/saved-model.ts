/**
 * A graph as TensorFlow's SavedModel: the one format that tfjs-node's binding loads. Only the messages and fields that a
 * training graph needs are declared (tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto and
 * tensorflow/core/protobuf/{meta_graph,saved_model}.proto).
 */
import protobuf from 'protobufjs'
import type { GraphNode } from './graph'

const schema = protobuf.Root.fromJSON({
  nested: {
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
    Shape: {
      fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 }, unknownRank: { type: 'bool', id: 3 } },
    },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        shape: { type: 'Shape', id: 2 },
        content: { type: 'bytes', id: 4 },
      },
    },
    List: {
      fields: {
        s: { rule: 'repeated', type: 'bytes', id: 2 },
        i: { rule: 'repeated', type: 'int64', id: 3, options: { packed: true } },
        f: { rule: 'repeated', type: 'float', id: 4, options: { packed: true } },
        b: { rule: 'repeated', type: 'bool', id: 5, options: { packed: true } },
        type: { rule: 'repeated', type: 'int32', id: 6, options: { packed: true } },
      },
    },
    Attribute: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { type: 'List', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'Shape', id: 7 },
        tensor: { type: 'Tensor', id: 8 },
      },
    },
    Node: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'string', id: 3 },
        attributes: { keyType: 'string', type: 'Attribute', id: 5 } as protobuf.IMapField,
      },
    },
    Versions: { fields: { producer: { type: 'int32', id: 1 } } },
    Graph: {
      fields: { node: { rule: 'repeated', type: 'Node', id: 1 }, versions: { type: 'Versions', id: 4 } },
    },
    MetaInfo: { fields: { tags: { rule: 'repeated', type: 'string', id: 4 } } },
    MetaGraph: { fields: { metaInfo: { type: 'MetaInfo', id: 1 }, graph: { type: 'Graph', id: 2 } } },
    SavedModel: {
      fields: {
        schemaVersion: { type: 'int64', id: 1 },
        metaGraphs: { rule: 'repeated', type: 'MetaGraph', id: 2 },
      },
    },
  },
})

export const savedModelTag = 'serve'

/** GraphDef version of TensorFlow 2.9 to 2.15 and later: what the library was built to produce. */
const producer = 1087

/** The bytes of `saved_model.pb` for a graph. */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const type = schema.lookupType('SavedModel')
  const graph = {
    node: nodes.map(({ name, op, inputs, attributes }) => ({ name, op, input: inputs, attributes })),
    versions: { producer },
  }
  const message = { schemaVersion: 1, metaGraphs: [{ metaInfo: { tags: [savedModelTag] }, graph }] }
  return type.encode(type.fromObject(message)).finish()
}
