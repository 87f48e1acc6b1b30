import { DataProblem } from '../data-problem'

/** Checks, piece by piece, that a file is UTF-8 text. */
export class TextGuard {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true })
  private position = 0

  /** @throws DataProblem at the piece's first byte that does not belong into a text */
  check(piece: Uint8Array): void {
    if (this.position === 0) refuseKnownFormats(piece)
    const zero = piece.indexOf(0)
    if (zero !== -1) {
      throw new DataProblem('there is a zero byte, so this is not a text file. Choose a CSV file.', {
        offset: this.position + zero,
        expected: 'text',
        problem: 'not-text',
      })
    }
    this.decode(piece)
    this.position += piece.length
  }

  /** @throws DataProblem where the file ends within a character */
  end(): void {
    this.decode(new Uint8Array(0), true)
  }

  private decode(piece: Uint8Array, isLast = false): void {
    try {
      this.decoder.decode(piece, { stream: !isLast })
    } catch {
      throw new DataProblem('the text is not UTF-8. Save the file as CSV with the encoding UTF-8.', {
        offset: this.position + validLength(piece),
        expected: 'UTF-8 text',
        problem: 'not-utf8',
      })
    }
  }
}

const knownFormats: { starts: number[]; problem: string; message: string }[] = [
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    problem: 'workbook',
    message: 'this is a workbook or a zip archive, not a CSV file. Save it as CSV UTF-8.',
  },
  { starts: [0x1f, 0x8b], problem: 'compressed', message: 'this file is compressed. Unpack it first.' },
  {
    starts: [0xff, 0xfe],
    problem: 'not-utf8',
    message: 'the text is UTF-16. Save the file as CSV with the encoding UTF-8.',
  },
  {
    starts: [0xfe, 0xff],
    problem: 'not-utf8',
    message: 'the text is UTF-16. Save the file as CSV with the encoding UTF-8.',
  },
]

function refuseKnownFormats(head: Uint8Array): void {
  for (const { starts, problem, message } of knownFormats) {
    if (starts.every((byte, i) => head[i] === byte))
      throw new DataProblem(message, { expected: 'UTF-8 text', problem })
  }
}

/** Bytes of a piece before the character that is not UTF-8, by halving. */
function validLength(piece: Uint8Array): number {
  let valid = 0
  let invalid = piece.length
  while (valid < invalid) {
    const middle = Math.ceil((valid + invalid) / 2)
    if (isUtf8Start(piece.subarray(0, middle))) valid = middle
    else invalid = middle - 1
  }
  // What follows may be the wrong end of a character that began well.
  while (valid > 0 && piece[valid - 1]! >= 0x80) valid -= 1
  return valid
}

function isUtf8Start(bytes: Uint8Array): boolean {
  try {
    // A character cut off at the end is no fault here.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
