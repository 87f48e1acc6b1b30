import type { Implementer, Services } from './services'

export function datasetsHandlers(contract: Implementer, { datasets }: Services) {
  const { datasets: calls } = contract
  return {
    list: calls.list.handler(() => datasets.list()),
    get: calls.get.handler(({ input }) => datasets.get(input.dataset)),
    preview: calls.preview.handler(({ input, signal }) => datasets.preview(input.id, input.rows, signal)),
    previewSplit: calls.previewSplit.handler(({ input, signal }) =>
      datasets.previewSplit(input.data, input.seed, signal),
    ),
    inspect: calls.inspect.handler(({ input, signal }) => datasets.inspect(input, signal)),
    import: calls.import.handler(({ input, signal }) => datasets.import(input, signal)),
    importWithProgress: calls.importWithProgress.handler(({ input, signal }) =>
      datasets.importWithProgress(input, signal),
    ),
    synthesize: calls.synthesize.handler(({ input, signal }) => datasets.synthesize(input, signal)),
    rename: calls.rename.handler(({ input }) => datasets.rename(input.id, input.name)),
    remove: calls.remove.handler(async ({ input }) => {
      await datasets.remove(input.id, input.force)
      return { removed: input.id }
    }),
  }
}
