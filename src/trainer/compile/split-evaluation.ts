/** Measures rows of one split, as many at a time as its body takes. */
import type { EvaluationBody } from './evaluation-body'
import type { GraphCall, GraphSession } from './session'

/** Rows, measured at the present weights. Sums, so that parts can be put together. */
export interface RowMeasures {
  /** Sum of the trained loss, with its weights but without the penalty. */
  loss: number
  /** Sum of the weights that it used. */
  lossWeights: number
  /** Sum of the plain cross-entropy. */
  crossEntropy: number
  /** Predicted class of each row; or 1 for each label that is predicted, rows × C. */
  predictions: Int32Array
  /** Samples by truth and prediction, C × C, row-major; or true negatives, false positives, false negatives and true positives of each label, C × 4. */
  confusion: Float64Array
  /** Sum of the trained loss by true class, or by label. */
  classLosses: Float64Array
  /** Samples by true class, or that have each label, and bin of p_t (`probabilityBins` of them from 0 to 1), row-major. */
  probabilities: Float64Array
}

export class SplitEvaluation {
  private readonly rowsAtOnce: number
  private readonly runMeasures: GraphCall
  private readonly runLogits: GraphCall

  /** Predictions of one row. */
  private readonly answers: number

  /**
   * @param classes C, columns of the logits
   * @param multiLabel whether a row may have several labels
   */
  constructor(
    session: GraphSession,
    { positions, mask, measures }: EvaluationBody,
    private readonly classes: number,
    multiLabel: boolean,
  ) {
    this.answers = multiLabel ? classes : 1
    const { loss, lossWeights, crossEntropy, predictions, confusion, classLosses, probabilities } = measures
    this.rowsAtOnce = positions.shape[0]!
    this.runMeasures = session.call(
      [positions, mask],
      [loss, lossWeights, crossEntropy, predictions, confusion, classLosses, probabilities],
    )
    this.runLogits = session.call([positions], [measures.logits])
  }

  /** Measures the rows from `start` up to `end`. */
  measure(start: number, end: number): RowMeasures {
    const { answers } = this
    const predictions = new Int32Array((end - start) * answers)
    const sums = Array.from({ length: 6 }, (): Float64Array => new Float64Array())
    for (const part of this.parts(start, end)) {
      const [loss, weights, crossEntropy, predicted, ...tables] = this.runMeasures(part.positions, part.mask)
      predictions.set(predicted!.subarray(0, part.count * answers), (part.start - start) * answers)
      ;[loss, weights, crossEntropy, ...tables].forEach((values, i) => (sums[i] = plus(sums[i]!, values!)))
    }
    const [loss, lossWeights, crossEntropy, confusion, classLosses, probabilities] = sums
    return {
      loss: loss![0] ?? 0,
      lossWeights: lossWeights![0] ?? 0,
      crossEntropy: crossEntropy![0] ?? 0,
      predictions,
      confusion: confusion!,
      classLosses: classLosses!,
      probabilities: probabilities!,
    }
  }

  /** Logits of the rows from `start` up to `end`, row-major. */
  logits(start: number, end: number): Float32Array {
    const logits = new Float32Array((end - start) * this.classes)
    for (const part of this.parts(start, end)) {
      const [values] = this.runLogits(part.positions)
      logits.set(values!.subarray(0, part.count * this.classes), (part.start - start) * this.classes)
    }
    return logits
  }

  /** The body takes always as many rows: the last part is filled up with a row that does not count. */
  private *parts(start: number, end: number) {
    const { rowsAtOnce } = this
    for (let from = start; from < end; from += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, end - from)
      const positions = Int32Array.from({ length: rowsAtOnce }, (_, i) => (i < count ? from + i : from))
      const mask = Float32Array.from({ length: rowsAtOnce }, (_, i) => (i < count ? 1 : 0))
      yield { start: from, count, positions, mask }
    }
  }
}

function plus(sum: Float64Array, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value, i) => value + (sum[i] ?? 0))
}
