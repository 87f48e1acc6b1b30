/** What a frame from a client must look like before oRPC sees it. */

/** Larger frames are refused: no call of the contract comes near. */
export const mostFrameBytes = 16 * 1024 ** 2

/**
 * Whether a frame is one of oRPC's messages from a client: `{i: id, p: {u: url, …}}` for a call, `{i, t: 4}`
 * to give it up. oRPC itself takes anything for a message and throws on what is not.
 */
export function isClientFrame(data: unknown): data is string {
  if (typeof data !== 'string' || data.length > mostFrameBytes) return false
  let frame: unknown
  try {
    frame = JSON.parse(data)
  } catch {
    return false
  }
  if (!isObject(frame) || (typeof frame['i'] !== 'string' && typeof frame['i'] !== 'number')) return false
  const type = frame['t'] ?? callType
  return type === callType ? isCall(frame['p']) : type === abortType
}

const callType = 1
const abortType = 4

function isCall(payload: unknown): boolean {
  if (!isObject(payload) || typeof payload['u'] !== 'string') return false
  if (!URL.canParse(payload['u'], 'http://orpc')) return false
  if (payload['h'] !== undefined && !isObject(payload['h'])) return false
  return payload['m'] === undefined || typeof payload['m'] === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
