import type { Implementer, Services } from './services'

export function queueHandlers(contract: Implementer, { queue }: Services) {
  const { queue: calls } = contract
  return {
    get: calls.get.handler(() => queue.state()),
    move: calls.move.handler(({ input }) => {
      queue.move(input.id, input.position)
      return queue.state()
    }),
    pause: calls.pause.handler(() => {
      queue.setPaused(true)
      return queue.state()
    }),
    resume: calls.resume.handler(() => {
      queue.setPaused(false)
      return queue.state()
    }),
    cancel: calls.cancel.handler(({ input }) => {
      queue.cancel(input.id)
      return queue.state()
    }),
  }
}
