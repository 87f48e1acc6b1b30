/** A loaded graph: feed tensors, fetch tensors. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GraphNode, Output } from './graph'
import { nativeInternals, type TensorValues } from './binding'
import { encodeSavedModel, savedModelTag } from './saved-model'

/** A placeholder, and what it takes. */
export interface Feed {
  name: Output
  dtype: number
  shape: number[]
}

/** Runs part of a graph: values for its feeds in, values of what it fetches out, both in order. */
export type GraphCall = (...values: (Float32Array | Int32Array)[]) => TensorValues[]

export class GraphSession {
  private constructor(private readonly id: number) {}

  /**
   * Loads a graph. TensorFlow reads it from a folder, which is gone again afterwards.
   * @throws Error with TensorFlow's words where it refuses the graph
   */
  static load(nodes: readonly GraphNode[]): GraphSession {
    const folder = mkdtempSync(join(tmpdir(), 'focal-bench-graph-'))
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes))
      return new GraphSession(nativeInternals().binding.loadSavedModel(folder, savedModelTag))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** Gets a call ready. Its first run takes longer, for TensorFlow makes a plan of it then. */
  call(feeds: readonly Feed[], fetches: readonly Output[]): GraphCall {
    const feedNames = feeds.map(({ name }) => name).join()
    const fetchNames = fetches.join()
    return (...values) => {
      const { binding } = nativeInternals()
      const inputs = feeds.map(({ shape, dtype }, i) => binding.createTensor(shape, dtype, values[i]!))
      try {
        const outputs = binding.runSavedModel(this.id, inputs, feedNames, fetchNames)
        return outputs.map(({ id }) => {
          const fetched = binding.tensorDataSync(id)
          binding.deleteTensor(id)
          return fetched
        })
      } finally {
        for (const id of inputs) binding.deleteTensor(id)
      }
    }
  }

  dispose(): void {
    nativeInternals().binding.deleteSavedModel(this.id)
  }
}
