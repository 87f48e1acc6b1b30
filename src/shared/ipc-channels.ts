/** Names of the channels between Electron's main process and the preload script. */
export const ipcChannels = {
  /** Window → main: a port to the engine, please. Main → window: here it is. */
  enginePort: 'engine-port',
  /** Window → main: tell me the engine's state, now and at each change. Main → window: the state. */
  engineState: 'engine-state',
  restartEngine: 'restart-engine',
  chooseDataFile: 'choose-data-file',
  menuCommand: 'menu-command',
} as const

/** Switch of the window's process that carries AboutElectron as JSON, URI-encoded. */
export const aboutSwitch = '--focal-bench-about='
