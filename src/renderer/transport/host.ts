import type { ClientContext, ClientLink } from '@orpc/client'
import type { FileSource } from '@shared/contract/datasets'
import type { ErrorShape } from '@shared/errors'
import type { AboutElectron, MenuCommand } from '@shared/preload-api'

export type EngineLink = ClientLink<ClientContext>

/** A data file that a person chose: how the engine finds it, and its name. */
export interface PickedFile {
  source: FileSource
  name: string
}

/** What a host tells about the way to the engine. `opened` may come again after `lost`. */
export interface HostListener {
  opened(link: EngineLink): void
  lost(reason: string): void
  refused(error: ErrorShape): void
}

/** What differs between Electron and a browser; one file each. */
export interface Host {
  readonly name: 'electron' | 'browser'
  /** Null in a browser. */
  readonly about: AboutElectron | null
  /** Starts to connect and keeps at it. Called once. */
  start(listener: HostListener): void
  /** Tries again now: after `refused`, or before the next try is due. */
  retry(): void
  /** Asks for a data file; null where the dialog was closed. */
  pickDataFile(): Promise<PickedFile | null>
  /** A file that was dropped on the window. */
  acceptDataFile(file: File): Promise<PickedFile>
  /** Commands of the application's own menu; returns the way to stop. */
  onMenuCommand(callback: (command: MenuCommand) => void): () => void
}
