/** What `compare` prints as JSON. */
import { wilsonInterval, type Interval } from '@core/metrics/intervals'
import { differenceEstimate, type Estimate } from '@core/metrics/noise'
import { fewRows, holdsZero, isPairWithinNoise, isShareWithinNoise } from '@core/metrics/paired'
import { scoreEstimate } from '@core/metrics/score-estimates'
import type { RunComparison } from '@shared/contract/runs'
import type { EpochRecord } from '@shared/domain/metrics'
import type { PairedRun, PairedScores } from '@shared/domain/paired'

export type ComparisonDocument = ReturnType<typeof comparisonDocument>

/**
 * Runs side by side, with their differences to the first of them.
 * @param paired the runs after the first against it, as far as they share its validation rows
 */
export function comparisonDocument(
  { runs, epochs, configDifference }: RunComparison,
  paired: readonly PairedRun[],
) {
  const bests = runs.map((run, r) => epochs[r]?.find((record) => record.epoch === run.best?.epoch) ?? null)
  const balanced = bests.map(
    (record, r) =>
      record && scoreEstimate('balancedAccuracy', record.validation, runs[r]?.multiLabel ?? false),
  )
  const pairs = runs.map(({ id }) => paired.find((pair) => pair.id === id) ?? null)
  const differences = runs.map(({ datasetId }, r) =>
    r === 0 || datasetId !== runs[0]?.datasetId
      ? null
      : differenceTo(balanced[0] ?? null, balanced[r] ?? null),
  )
  return {
    runs: runs.map(({ id, name, state, tags, datasetName, multiLabel, backend, best, last }, r) => ({
      ...{ id, name, state, tags, dataset: datasetName, multiLabel, backend, best, last },
      /** Of the balanced accuracy at the best epoch. */
      interval: intervalOf(balanced[r] ?? null),
      /**
       * Its difference to that of the first run, as if the two were independent; null for the first, on other data, and
       * where either has none.
       */
      difference: differences[r] ?? null,
      ...pairedFigures(pairs[r] ?? null, runs[r]?.labels ?? []),
      /** By the paired interval and test where there are such. */
      withinNoise: withinNoise(pairs[r]?.paired ?? null, differences[r] ?? null),
    })),
    /** Scores at the best epoch of each run, in the order of `runs`; null where a run has no such class. */
    perClass: classLabels(bests).map((label) => {
      const scores = bests.map(
        (record) => record?.validation.perClass.find((entry) => entry.label === label) ?? null,
      )
      return {
        label,
        support: scores.map((score) => score?.support ?? null),
        recall: scores.map((score) => score?.recall ?? null),
        recallInterval: scores.map((score) =>
          score === null || score.recall === null
            ? null
            : wilsonInterval(Math.round(score.recall * score.support), score.support),
        ),
        /** To the first run, on the same validation rows; null where there are none. */
        recallDifference: runs.map((run, r) => {
          const difference = pairs[r]?.paired?.recall[run.labels.indexOf(label)] ?? null
          return difference && { ...difference, withinNoise: isShareWithinNoise(difference, difference) }
        }),
        /** McNemar's test of each yes and no, on the same validation rows, where a sample may have several labels. */
        answers: runs.map((run, r) => pairs[r]?.paired?.answers?.[run.labels.indexOf(label)] ?? null),
        precision: scores.map((score) => score?.precision ?? null),
        f1: scores.map((score) => score?.f1 ?? null),
      }
    }),
    configDifference: configDifference.map(({ path, values }) => ({
      path,
      values: values.map((value) => value ?? null),
    })),
  }
}

/** Differences to the first run on the rows that both were measured on, or why there are none; null for the first. */
function pairedFigures(pair: PairedRun | null, labels: readonly string[]) {
  if (pair?.paired == null) return { paired: null, unpaired: pair?.reason ?? null }
  const { rows, support, mcNemar, accuracy, balancedAccuracy, macroF1 } = pair.paired
  /** Classes of so few validation rows that the intervals are rough. */
  const few = labels.flatMap((label, c) => {
    const count = support[c] ?? 0
    return count > 0 && count < fewRows ? [{ label, rows: count }] : []
  })
  return { paired: { rows, mcNemar, accuracy, balancedAccuracy, macroF1, fewRows: few }, unpaired: null }
}

function withinNoise(paired: PairedScores | null, difference: Estimate | null): boolean | null {
  return paired === null ? difference && holdsZero(difference) : isPairWithinNoise('balancedAccuracy', paired)
}

function intervalOf(estimate: Estimate | null): Interval | null {
  return estimate && { low: estimate.low, high: estimate.high }
}

function differenceTo(first: Estimate | null, other: Estimate | null): Estimate | null {
  return first && other && differenceEstimate(other, first)
}

/** Every class of every run, in label order of the first run that has it. */
function classLabels(records: readonly (EpochRecord | null)[]): string[] {
  return [
    ...new Set(records.flatMap((record) => record?.validation.perClass.map(({ label }) => label) ?? [])),
  ]
}
