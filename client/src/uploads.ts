// Sends files ahead of the messages that show them, and says how much has gone.
import { ChatError } from './chat-error.js'
import { fetching, readAnswer } from './fetching.js'
import type { Http } from './http.js'
import type { Attachment } from './types/wire.js'

/** What a file is sent as; without a `type` the server sees what it is. */
export interface FileKind {
  type?: Attachment['type']
  /** A voice note. */
  voice?: boolean
  /** Seconds. */
  duration?: number
  /** How loud it is from beginning to end, each 0 to 100. */
  waveform?: readonly number[]
}

export interface UploadOptions extends FileKind {
  filename: string
  /** Called with the share that has gone, 0 to 1. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** Milliseconds in which something of a file goes, or its answer comes. */
const STALLED_MS = 60_000

export class Uploads {
  constructor(private readonly http: Http) {}

  /**
   * Sends a file once.
   * @throws ChatError such as `payload_too_large`, `unsupported_media_type`, `unreachable`, `cancelled`
   */
  async send(file: Blob, options: UploadOptions): Promise<Attachment> {
    const { signal, onProgress } = options
    const url = `${this.http.url}/attachments`
    const body = formOf(file, options)
    const answer = await this.http.ask((headers) =>
      XMLHttpRequest
        ? watched(new XMLHttpRequest(), url, headers, body, options)
        : fetching(url, { method: 'POST', headers, body, signal }),
    )
    const attachment = await readAnswer<Attachment>(answer)
    onProgress?.(1)
    return attachment
  }
}

function formOf(file: Blob, { filename, type, voice, duration, waveform }: UploadOptions): FormData {
  const form = new FormData()
  // Fields go before the file, so that the server knows of them when its bytes come.
  if (type) form.append('type', type)
  if (voice) form.append('voice', 'true')
  if (duration !== undefined) form.append('duration', String(duration))
  if (waveform) form.append('waveform', JSON.stringify(waveform))
  form.append('file', file, filename)
  return form
}

interface Request {
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: FormData): void
  abort(): void
  readonly responseText: string
  readonly status: number
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void }
  onload: () => void
  onerror: () => void
  onabort: () => void
  onloadend: () => void
}

/** Where there is one: only XMLHttpRequest says how much of a body has gone. */
const { XMLHttpRequest } = globalThis as unknown as { XMLHttpRequest?: new () => Request }

/** What `fetching` does, watched. */
function watched(
  request: Request,
  url: string,
  headers: Record<string, string>,
  body: FormData,
  { signal, onProgress }: UploadOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    request.open('POST', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    const lost = () => reject(ChatError.lost())
    // A network may go without a word.
    let stalled: ReturnType<typeof setTimeout>
    const goesOn = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => {
        lost()
        request.abort()
      }, STALLED_MS)
    }
    request.upload.onprogress = ({ loaded, total }) => {
      goesOn()
      onProgress?.(loaded / total)
    }
    request.onloadend = () => clearTimeout(stalled)
    request.onload = () => {
      const { status, responseText } = request
      const wait = request.getResponseHeader('Retry-After')
      resolve(new Response(responseText, { status, headers: wait ? { 'Retry-After': wait } : {} }))
    }
    request.onerror = lost
    request.onabort = () => reject(ChatError.own('cancelled', 'Cancelled.'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(body)
    goesOn()
  })
}
