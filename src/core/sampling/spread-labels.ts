/**
 * Samples with several labels, split by their rarest label alone, may leave another of their labels on one side: this moves
 * a few of them, so that it is on both (what iterative stratification is for: Sechidis, Tsoumakas & Vlahavas 2011, "On the
 * stratification of multi-label data"). Where a split by strata has all labels everywhere, it stays as it is.
 */
import { createRandom } from './random'

/** A label that cannot be learnt weighs more than any number of them that cannot be measured. */
const withoutTraining = 1000
const mostMoves = 2000
/** Rows looked at before a move. */
const candidates = 200
/** How often a move is a step aside, out of a dead end. */
const aside = 0.1

export interface Labelled {
  /** samples × labels, row-major, 1 where the sample has the label */
  targets: Uint8Array
  labels: number
}

/**
 * Moves held-out rows to training, or back, so that each label with two rows or more has one on each side, as far as that
 * can be: of three labels that pairwise share their only rows, one is left without validation. A label with one row is
 * trained on.
 * @param isHeldOut one a row, 0 or 1; changed in place
 */
export function spreadOverSplit(isHeldOut: Uint8Array, labelled: Labelled, seed: number): void {
  const spread = new LabelSpread(isHeldOut, 2, labelled, (rows, counts, label) => {
    const isUntrained = rows > 0 && counts[2 * label] === 0
    const isUnmeasured = rows > 1 && counts[2 * label + 1] === 0
    return (isUntrained ? withoutTraining : 0) + Number(isUnmeasured)
  })
  spread.repair(seed)
}

/**
 * Moves rows between folds, so that no label with two rows or more has all of them in one, where its run had none to train
 * on, and that each is in as many folds as it has rows.
 * @param foldOfRow one a row, from 0; changed in place
 * @param folds how many there are
 */
export function spreadOverFolds(
  foldOfRow: Int32Array,
  folds: number,
  labelled: Labelled,
  seed: number,
): void {
  const spread = new LabelSpread(foldOfRow, folds, labelled, (rows, _counts, _label, occupied) => {
    const isUntrained = rows > 1 && occupied < 2
    return (isUntrained ? withoutTraining : 0) + Math.min(rows, folds) - occupied
  })
  spread.repair(seed)
}

/**
 * How much a label lacks; 0 for nothing.
 * @param counts labels × parts
 * @param occupied parts that have it
 */
type Lack = (rows: number, counts: Float64Array, label: number, occupied: number) => number

interface Move {
  row: number
  from: number
  to: number
}

/** Local search: moves a row of a label that lacks something to where it is lacking, such that the others lose least. */
class LabelSpread {
  private readonly rows: number
  private readonly counts: Float64Array
  private readonly total: Float64Array
  private readonly occupied: Float64Array
  private readonly rowsOf = new Map<number, Int32Array>()

  constructor(
    private readonly partOf: Uint8Array | Int32Array,
    private readonly parts: number,
    private readonly labelled: Labelled,
    private readonly lackOf: Lack,
  ) {
    const { targets, labels } = labelled
    this.rows = partOf.length
    this.counts = new Float64Array(labels * parts)
    this.total = new Float64Array(labels)
    this.occupied = new Float64Array(labels)
    for (let row = 0, i = 0; row < this.rows; row++) {
      for (let label = 0; label < labels; label++, i++) if (targets[i] === 1) this.add(label, partOf[row]!, 1)
    }
  }

  repair(seed: number): void {
    const random = createRandom(seed, 'spread of labels')
    const moves: Move[] = []
    let lack = this.lack(this.allLabels())
    let [best, kept] = [lack, 0]
    while (best > 0 && moves.length < mostMoves) {
      const lacking = this.allLabels().filter((label) => this.lack([label]) > 0)
      const move = this.nextMove(lacking[random.below(lacking.length)]!, random)
      if (move === null) break
      lack += this.change(move)
      this.move(move)
      moves.push(move)
      if (lack < best) [best, kept] = [lack, moves.length]
    }
    for (const { row, from, to } of moves.slice(kept).reverse()) this.move({ row, from: to, to: from })
  }

  private nextMove(label: number, random: { below(limit: number): number; uniform(): number }): Move | null {
    const empty = Array.from({ length: this.parts }, (_, part) => part).filter(
      (part) => this.count(label, part) === 0,
    )
    const rows = this.rowsWith(label)
    if (empty.length === 0 || rows.length === 0) return null
    const start = random.below(rows.length)
    const isAside = random.uniform() < aside
    let chosen: { move: Move; change: number } | null = null
    for (let k = 0; k < Math.min(rows.length, isAside ? 1 : candidates); k++) {
      const row = rows[(start + k) % rows.length]!
      const move = { row, from: this.partOf[row]!, to: empty[random.below(empty.length)]! }
      const change = this.change(move)
      if (chosen === null || change < chosen.change) chosen = { move, change }
    }
    return chosen?.move ?? null
  }

  /** What all labels together would lack more after a move. */
  private change({ row, from, to }: Move): number {
    const labels = this.labelsOf(row)
    const before = this.lack(labels)
    this.move({ row, from, to })
    const after = this.lack(labels)
    this.move({ row, from: to, to: from })
    return after - before
  }

  private move({ row, from, to }: Move): void {
    this.partOf[row] = to
    for (const label of this.labelsOf(row)) {
      this.add(label, from, -1)
      this.add(label, to, 1)
    }
  }

  private add(label: number, part: number, rows: 1 | -1): void {
    const at = label * this.parts + part
    const before = this.counts[at]!
    this.counts[at] = before + rows
    this.total[label]! += rows
    if (before === 0) this.occupied[label]! += 1
    else if (before + rows === 0) this.occupied[label]! -= 1
  }

  private count(label: number, part: number): number {
    return this.counts[label * this.parts + part]!
  }

  private lack(labels: readonly number[]): number {
    return labels.reduce(
      (sum, label) => sum + this.lackOf(this.total[label]!, this.counts, label, this.occupied[label]!),
      0,
    )
  }

  private allLabels(): number[] {
    return Array.from({ length: this.labelled.labels }, (_, label) => label)
  }

  private labelsOf(row: number): number[] {
    const { targets, labels } = this.labelled
    return this.allLabels().filter((label) => targets[row * labels + label] === 1)
  }

  private rowsWith(label: number): Int32Array {
    let rows = this.rowsOf.get(label)
    if (rows === undefined) {
      const { targets, labels } = this.labelled
      const found: number[] = []
      for (let row = 0; row < this.rows; row++) if (targets[row * labels + label] === 1) found.push(row)
      this.rowsOf.set(label, (rows = Int32Array.from(found)))
    }
    return rows
  }
}
