/**
 * The folder of a run's checkpoints: those of the best epoch and the last two that were saved, each written whole or not at
 * all. Two, because the engine may die before it has on record that the last one is there.
 */
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { FocalError } from '@shared/errors'
import { checkpointFileName, epochOfCheckpoint } from '@shared/trainer-protocol'
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint-file'

const temporaryExtension = '.temporary'

export class CheckpointFolder {
  private lastEpoch = 0

  constructor(private readonly folder: string) {}

  /** Writes, syncs and renames; then removes every file but those of the best and the last two epochs. */
  async write(checkpoint: Checkpoint): Promise<string> {
    const { epoch, best } = checkpoint.position
    const fileName = checkpointFileName(epoch)
    const temporary = join(this.folder, `${fileName}${temporaryExtension}`)
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(encodeCheckpoint(checkpoint))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, join(this.folder, fileName))
    await this.syncFolder()
    await this.keepOnly([epoch, this.lastEpoch, best.epoch])
    this.lastEpoch = epoch
    return fileName
  }

  /** @throws FocalError `not-found` where there is no such file, `trainer-failed` where it is damaged */
  async read(fileName: string): Promise<Checkpoint> {
    let bytes: Uint8Array
    try {
      bytes = await readFile(join(this.folder, basename(fileName)))
    } catch (error) {
      throw new FocalError({
        code: 'not-found',
        message: `The checkpoint ${fileName} cannot be read: ${String(error)}. Begin the run anew.`,
      })
    }
    this.lastEpoch = epochOfCheckpoint(fileName) ?? this.lastEpoch
    return decodeCheckpoint(bytes)
  }

  private async keepOnly(epochs: number[]): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const epoch = epochOfCheckpoint(name)
      const isLeftOver = epoch === null ? name.endsWith(temporaryExtension) : !epochs.includes(epoch)
      if (isLeftOver) await rm(join(this.folder, name), { force: true })
    }
  }

  /** Makes the renaming itself last; not every system can sync a folder. */
  private async syncFolder(): Promise<void> {
    if (process.platform === 'win32') return
    const folder = await open(this.folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
}
