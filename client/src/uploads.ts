// Sends files ahead of the messages that show them, and says how much has gone.
import { ChatError } from './chat-error.js'
import { fetching, readAnswer } from './fetching.js'
import type { Tokens } from './session.js'
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
  constructor(
    private readonly url: string,
    private readonly tokens: Tokens,
  ) {}

  /**
   * Sends a file once.
   * @throws ChatError such as `payload_too_large`, `unsupported_media_type`, `unreachable`, `cancelled`
   */
  async send(file: Blob, options: UploadOptions): Promise<Attachment> {
    const token = await this.tokens.token()
    try {
      return await sendFile(`${this.url}/attachments`, file, token, options)
    } catch (thrown) {
      if (ChatError.from(thrown).code !== 'unauthenticated') throw thrown
      return sendFile(`${this.url}/attachments`, file, await this.tokens.refresh(token), options)
    }
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

interface Sending {
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: FormData): void
  abort(): void
  responseType: string
  readonly response: unknown
  readonly status: number
  readonly upload: EventSource
  addEventListener: EventSource['addEventListener']
}

interface EventSource {
  addEventListener(type: string, listener: (event: { loaded: number; total: number }) => void): void
}

/** Where there is one: only XMLHttpRequest says how much of a body has gone. */
const { XMLHttpRequest: Request } = globalThis as { XMLHttpRequest?: new () => Sending }

async function sendFile(url: string, file: Blob, token: string, options: UploadOptions): Promise<Attachment> {
  const { signal, onProgress } = options
  if (Request) return sendWatched(new Request(), url, file, token, options)
  const headers = { Authorization: `Bearer ${token}` }
  const init = { method: 'POST', headers, body: formOf(file, options), ...(signal && { signal }) }
  const attachment = await readAnswer<Attachment>(await fetching(url, init))
  onProgress?.(1)
  return attachment
}

function sendWatched(
  request: Sending,
  url: string,
  file: Blob,
  token: string,
  options: UploadOptions,
): Promise<Attachment> {
  const { signal, onProgress } = options
  return new Promise((resolve, reject) => {
    request.open('POST', url)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.responseType = 'json'
    // A network may go without a word.
    let stalled: ReturnType<typeof setTimeout>
    const goesOn = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => {
        reject(ChatError.own('unreachable', 'Nothing of the file goes any more.'))
        request.abort()
      }, STALLED_MS)
    }
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      goesOn()
      onProgress?.(loaded / total)
    })
    request.addEventListener('loadend', () => clearTimeout(stalled))
    request.addEventListener('load', () => {
      const { status, response } = request
      if (status === 201 && response) resolve(response as Attachment)
      else reject(ChatError.ofAnswer(status, response, request.getResponseHeader('Retry-After')))
    })
    request.addEventListener('error', () => reject(ChatError.own('unreachable', 'The upload was cut off.')))
    request.addEventListener('abort', () => reject(ChatError.own('cancelled', 'Cancelled.')))
    signal?.addEventListener('abort', () => request.abort())
    request.send(formOf(file, options))
    goesOn()
  })
}
