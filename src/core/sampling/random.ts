/**
 * Seeded random numbers: xoshiro128** 1.1 (Blackman & Vigna 2018; public domain), 32-bit integers throughout, so that the
 * same seed gives the same numbers on every machine. One seed serves many purposes, each with its own stream: what the
 * shuffle draws never moves what the split drew.
 */
export interface Random {
  /** The next 32 random bits, as an integer from 0. */
  uint32(): number
  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number
  /** Uniform integer in 0 … limit - 1, without bias; limit is at most 2^32. */
  below(limit: number): number
  /** Standard normal (Marsaglia's polar method). */
  normal(): number
}

/**
 * A stream of random numbers.
 * @param seed whole number from 0 to 2^32 - 1
 * @param purpose names the stream ("split", "epoch 3"); different purposes draw independently
 */
export function createRandom(seed: number, purpose: string): Random {
  const next = xoshiro128(seedState(seed, purpose))
  let spareNormal: number | null = null

  function uniform(): number {
    const high = next() >>> 5
    const low = next() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  /** Draws as many bits as limit - 1 has until they are below the limit: no bias, and no slow remainder. */
  function below(limit: number): number {
    if (limit <= 1) return 0
    const unusedBits = Math.clz32(limit - 1)
    let value = next() >>> unusedBits
    while (value >= limit) value = next() >>> unusedBits
    return value
  }

  function normal(): number {
    if (spareNormal !== null) {
      const value = spareNormal
      spareNormal = null
      return value
    }
    let x = 0
    let y = 0
    let square = 0
    while (square === 0 || square >= 1) {
      x = 2 * uniform() - 1
      y = 2 * uniform() - 1
      square = x * x + y * y
    }
    const scale = Math.sqrt((-2 * Math.log(square)) / square)
    spareNormal = y * scale
    return x * scale
  }

  return { uint32: next, uniform, below, normal }
}

/** xoshiro128** itself; the state is four 32-bit integers, not all 0. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [s0, s1, s2, s3] = state
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotateLeft(s3, 11)
    return result
  }
}

/** Shuffles in place (Fisher and Yates) and returns the same array. */
export function shuffle<List extends Int32Array | Float64Array | unknown[]>(
  list: List,
  random: Random,
): List {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const moved = list[i]
    list[i] = list[j]
    list[j] = moved
  }
  return list
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

/** Four words of state by splitmix32 over a hash (FNV-1a) of the purpose and the seed. */
function seedState(seed: number, purpose: string): [number, number, number, number] {
  let hash = 0x811c9dc5
  const absorb = (byte: number) => {
    hash = Math.imul(hash ^ byte, 0x01000193)
  }
  for (let i = 0; i < purpose.length; i++) {
    absorb(purpose.charCodeAt(i) & 0xff)
    absorb(purpose.charCodeAt(i) >>> 8)
  }
  for (let shift = 0; shift < 32; shift += 8) absorb((seed >>> shift) & 0xff)
  let state = hash
  const word = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  return [word(), word(), word(), word()]
}
