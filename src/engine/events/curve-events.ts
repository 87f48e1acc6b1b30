/** The stream `curves.follow`: the points that are added to the curves of some runs, for each subscriber. */
import type { CurvePoints } from '@shared/contract/curves'
import { BatchedStream } from './batched-stream'

/**
 * Most points of one curve that wait for a subscriber. A subscriber that is too slow for more gets every second
 * one (the newest always among them), and can read the curve whole with `curves.read`.
 */
export const mostPendingPoints = 10_000

interface Follower {
  runIds: ReadonlySet<string>
  /** Points not yet handed over, by curve. */
  pending: Map<string, CurvePoints>
}

/** Hands on points that have been committed. */
export class CurveEvents {
  private readonly followers = new Map<BatchedStream<CurvePoints[]>, Follower>()

  get followerCount(): number {
    return this.followers.size
  }

  pointsAdded(points: CurvePoints): void {
    for (const [stream, follower] of this.followers) {
      if (!follower.runIds.has(points.runId)) continue
      addPoints(follower.pending, points)
      stream.poke()
    }
  }

  /** Whether anyone follows a run: making points for nobody can be left out. */
  isFollowed(runId: string): boolean {
    for (const follower of this.followers.values()) if (follower.runIds.has(runId)) return true
    return false
  }

  follow(runIds: readonly string[], signal?: AbortSignal): BatchedStream<CurvePoints[]> {
    const follower: Follower = { runIds: new Set(runIds), pending: new Map() }
    const stream: BatchedStream<CurvePoints[]> = new BatchedStream<CurvePoints[]>(
      { take: () => takePoints(follower), ended: () => this.followers.delete(stream) },
      signal,
    )
    if (!signal?.aborted) this.followers.set(stream, follower)
    return stream
  }

  endAll(): void {
    for (const stream of [...this.followers.keys()]) stream.end()
  }
}

function takePoints(follower: Follower): CurvePoints[] | null {
  const batch = [...follower.pending.values()]
  follower.pending = new Map()
  return batch.length === 0 ? null : batch
}

function addPoints(pending: Map<string, CurvePoints>, points: CurvePoints): void {
  const { runId, metric, split, classIndex, resolution } = points
  const key = `${runId} ${metric} ${split} ${classIndex} ${resolution}`
  const before = pending.get(key)
  const joined = before === undefined ? points : joinPoints(before, points)
  pending.set(key, joined.step.length > mostPendingPoints ? thinOut(joined) : joined)
}

function joinPoints(before: CurvePoints, after: CurvePoints): CurvePoints {
  return {
    ...before,
    step: before.step.concat(after.step),
    epoch: before.epoch.concat(after.epoch),
    seconds: before.seconds.concat(after.seconds),
    value: before.value.concat(after.value),
  }
}

/** Every second point, the last one kept. */
function thinOut(points: CurvePoints): CurvePoints {
  const last = points.step.length - 1
  const keep = (_: number, index: number) => (last - index) % 2 === 0
  return {
    ...points,
    step: points.step.filter(keep),
    epoch: points.epoch.filter(keep),
    seconds: points.seconds.filter(keep),
    value: points.value.filter(keep),
  }
}
