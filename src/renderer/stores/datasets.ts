import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Dataset } from '@shared/domain/dataset'
import { unwrapError } from '@shared/contract/errors'
import type { FocalError } from '@shared/errors'
import { useEngine } from '../transport'

/** The data sets; read again whenever the engine says that they changed. */
export const useDatasets = defineStore('datasets', () => {
  const engine = useEngine()
  const list = shallowRef<readonly Dataset[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<FocalError | null>(null)

  async function load(): Promise<void> {
    try {
      list.value = await engine.client.datasets.list()
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = unwrapError(thrown)
    }
  }

  /** By id or by name, as a run's configuration names it. */
  function find(idOrName: string): Dataset | undefined {
    return list.value.find((dataset) => dataset.id === idOrName || dataset.name === idOrName)
  }

  return { list, loaded, error, load, find }
})
