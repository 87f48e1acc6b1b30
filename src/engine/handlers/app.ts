import type { Implementer, Services } from './services'

export function appHandlers(contract: Implementer, services: Services) {
  const { store, queue, stateEvents } = services
  return {
    info: contract.app.info.handler(() => services.info),
    doctor: contract.app.doctor.handler(() => services.doctor()),
    settings: contract.app.settings.handler(() => store.settings.read()),
    changeSettings: contract.app.changeSettings.handler(({ input }) => {
      const settings = store.settings.change(input)
      stateEvents.settingsChanged()
      if (input.trainersAtOnce !== undefined) queue.startNext()
      return settings
    }),
    events: contract.app.events.handler(({ signal }) => stateEvents.subscribe(signal)),
  }
}
