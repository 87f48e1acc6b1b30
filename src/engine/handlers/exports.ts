import { exportToFile, exportToText } from '../exports/export-file'
import { exportRuns } from '../exports/run-export'
import type { Implementer, Services } from './services'

export function exportsHandlers(contract: Implementer, { store }: Services) {
  const { exports: calls } = contract
  return {
    toFile: calls.toFile.handler(({ input, signal }) => {
      return exportToFile(input.path, exportRuns(store, input.ids, input.format, signal))
    }),
    toText: calls.toText.handler(async ({ input, signal }) => {
      return { text: await exportToText(exportRuns(store, input.ids, input.format, signal)) }
    }),
  }
}
