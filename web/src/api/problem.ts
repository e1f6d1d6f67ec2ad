/** One field that the server refuses; `pointer` is its JSON pointer in the body (RFC 6901). */
export interface FieldError {
  pointer: string
  code: string
  message: string
}

/** A refusal of the API (RFC 9457), or `offline` when nobody answered. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly requestId: string | undefined
  readonly errors: FieldError[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined
  /** Everything the answer says, with what only some codes carry (limits, candidates, versions). */
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>, retryAfter?: number) {
    super(text(body.detail) ?? text(body.title) ?? `HTTP ${status}`)
    this.name = 'Problem'
    this.status = status
    this.body = body
    this.code = text(body.code) ?? 'unknown'
    this.title = text(body.title) ?? this.message
    this.requestId = text(body.request_id)
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : []
    this.retryAfter = retryAfter
  }

  static async of(response: Response): Promise<Problem> {
    const wait = Number(response.headers.get('retry-after'))
    const body = await response.json().catch(() => ({}))
    return new Problem(response.status, body, wait > 0 ? wait : undefined)
  }

  static offline(): Problem {
    return new Problem(0, { code: 'offline', title: 'No connection' })
  }

  /** Nobody answered, and what was to be said is kept on this device until somebody does. */
  static waiting(): Problem {
    return new Problem(0, { code: 'waiting', title: 'Kept until there is a connection' })
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function isProblem(error: unknown, ...codes: string[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code))
}
