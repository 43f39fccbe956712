// Sends files ahead of the messages that show them, and says how much has gone.
import { ChatError } from './chat-error.js'
import { asChatError, fetching, readAnswer } from './fetching.js'
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
  /** Called with the share that has gone, 0 to 1; in Node.js, whose fetch does not tell, with 1 alone. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** Milliseconds in which something of a file goes, or its answer comes. */
const STALLED_MS = 60_000

export class Uploads {
  constructor(private readonly http: Http) {}

  /**
   * Sends a file once.
   * @throws ChatError such as `payload_too_large`, `unsupported_media_type`, `unreachable`, `file_unreadable`; the signal's reason
   */
  async send(file: Blob, options: UploadOptions): Promise<Attachment> {
    const { signal, onProgress } = options
    const url = `${this.http.url}/attachments`
    const body = formOf(file, options)
    const answer = await this.http
      .ask((headers) =>
        XMLHttpRequest
          ? asChatError(watched(new XMLHttpRequest(), url, headers, body, options), signal)
          : fetching(url, { method: 'POST', headers, body, signal }),
      )
      .catch((thrown: unknown) => whyNot(file, thrown))
    const attachment = await readAnswer<Attachment>(answer, signal)
    onProgress?.(1)
    return attachment
  }
}

/** What comes of a file that nobody can read (any more), looks like a network that is lost: its beginning tells, however large it is. */
async function whyNot(file: Blob, thrown: unknown): Promise<never> {
  const reader = file.stream().getReader()
  await reader.read().catch(() => {
    throw ChatError.own('file_unreadable')
  })
  void reader.cancel()
  throw thrown
}

function formOf(file: Blob, { filename, type, voice, duration, waveform }: UploadOptions): FormData {
  const form = new FormData()
  // Fields go before the file, so that the server knows of them when its bytes come.
  for (const [name, value] of Object.entries({ type, voice, duration, waveform }))
    if (value !== undefined) form.append(name, typeof value === 'string' ? value : JSON.stringify(value))
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
    // A network may go without a word.
    let stalled: ReturnType<typeof setTimeout>
    const goesOn = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => request.abort(), STALLED_MS)
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
    request.onerror = request.onabort = () => reject(new Error('Lost.'))
    signal?.throwIfAborted()
    signal?.addEventListener('abort', () => request.abort())
    request.send(body)
    goesOn()
  })
}
