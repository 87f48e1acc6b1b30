import type { ClassCount, FileFormat } from '@shared/domain/dataset'
import type { ProblemPlace } from '../data-problem'
import type { BuilderOptions, RowLabel } from '../dataset-builder'

/** Gets the values of one sample, its label, where it is and, where the files say so, its part of a split. */
export type OnSample = (
  values: ArrayLike<number>,
  label: RowLabel,
  place: ProblemPlace,
  part: number | undefined,
) => void

/** Samples of one shape with their labels: images, or arrays of numbers. */
export interface SampleSource {
  readonly format: FileFormat
  readonly bytes: number
  readonly rows: number
  /** [height, width, channels], or null where they are plain rows of numbers. */
  readonly shape: [number, number, number] | null
  /** Values of a sample. */
  readonly features: number
  /** What the labels are read from, in words. */
  readonly labels: string
  /** What a split is read from; null where there is none. */
  readonly split: string | null
  readonly multiLabel?: BuilderOptions['multiLabel']
  /** Whether every value is a whole number of at most 16 bits. */
  readonly isSmall: boolean
  classes(): Promise<ClassCount[]>
  /** Reads all samples in order. @throws DataProblem */
  read(onSample: OnSample, onBytes: (bytesRead: number) => void): Promise<void>
  close(): Promise<void>
}

/** Counts by class in order of appearance. */
export function countTexts(texts: Iterable<string>): ClassCount[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([label, count]) => ({ label, count }))
}
