import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { FocalError } from '@shared/errors'
import type { DatasetParts } from './dataset-writer'

export const digitsAttribution =
  'Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, ' +
  'doi:10.24432/C50P49, CC BY 4.0'

const side = 8
const pixels = side * side
const classCount = 10

/** Reads the bundled digits: 1,797 images of 8 × 8 pixels with values from 0 to 16; lines of 64 pixels and the digit. */
export async function readDigits(resourcesFolder: string): Promise<DatasetParts> {
  const path = join(resourcesFolder, 'data', 'digits', 'digits.csv.gz')
  const text = (await promisify(gunzip)(await readFile(path))).toString('utf8')
  const rows = text.trimEnd().split('\n')
  const values = new Float32Array(rows.length * pixels)
  const classes = new Int32Array(rows.length)
  rows.forEach((row, sample) => {
    const cells = row.split(',').map(Number)
    if (cells.length !== pixels + 1 || !cells.every(Number.isInteger)) throw broken(path, sample + 1)
    values.set(cells.slice(0, pixels), sample * pixels)
    classes[sample] = cells[pixels]!
  })
  return {
    samples: rows.length,
    features: pixels,
    featureNames: Array.from({ length: pixels }, (_, k) => `pixel ${Math.floor(k / side)},${k % side}`),
    shape: [side, side, 1],
    labels: Array.from({ length: classCount }, (_, digit) => String(digit)),
    values: [values],
    classes,
  }
}

function broken(path: string, line: number): FocalError {
  return new FocalError({
    code: 'data-set-invalid',
    message: `The bundled data file ${path} is broken at line ${line}. Install Focal Bench again.`,
    details: { file: path, line },
  })
}
