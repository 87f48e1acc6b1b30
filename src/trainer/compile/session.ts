/** A loaded graph: feed tensors, fetch tensors. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GraphNode, Output } from './graph'
import { nativeInternals } from './recorder'
import { encodeSavedModel, savedModelTag } from './saved-model'

export interface Feed {
  /** Name of the placeholder. */
  name: Output
  dtype: number
  shape: number[]
  values: Float32Array | Int32Array
}

export class GraphSession {
  private constructor(private readonly id: number) {}

  /** Loads a graph. TensorFlow reads it from a folder, which is gone again afterwards. */
  static load(nodes: readonly GraphNode[]): GraphSession {
    const folder = mkdtempSync(join(tmpdir(), 'focal-bench-graph-'))
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes))
      return new GraphSession(nativeInternals().binding.loadSavedModel(folder, savedModelTag))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** Runs what the fetched outputs need. @returns their values, in order */
  run(feeds: readonly Feed[], fetches: readonly Output[]): (Float32Array | Int32Array | Uint8Array)[] {
    const { binding } = nativeInternals()
    const inputs = feeds.map(({ shape, dtype, values }) => binding.createTensor(shape, dtype, values))
    try {
      const names = feeds.map(({ name }) => name).join()
      const outputs = binding.runSavedModel(this.id, inputs, names, fetches.join())
      return outputs.map(({ id }) => {
        const values = binding.tensorDataSync(id)
        binding.deleteTensor(id)
        return values
      })
    } finally {
      for (const id of inputs) binding.deleteTensor(id)
    }
  }

  dispose(): void {
    nativeInternals().binding.deleteSavedModel(this.id)
  }
}
