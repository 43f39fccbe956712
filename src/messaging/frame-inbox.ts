// Keeps the frames of a socket that is not ready for them: `ws` hands on what came in one piece also after a pause.
import type { RawData, WebSocket } from 'ws'
import { ChatError } from '../common/errors.js'
import { assertFewParts } from '../common/structure.js'

export interface Frame {
  data: RawData
  isBinary: boolean
}

export class FrameInbox {
  private waiting: Frame[] | undefined
  /** Where a frame goes; while there is nowhere, it waits. */
  private receive: ((frame: Frame) => void) | undefined

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => this.take({ data, isBinary }))
  }

  /** The first frame; the socket is then read no further until `openTo`. */
  first(): Promise<Frame> {
    return new Promise((resolve) => {
      this.receive = (frame) => {
        this.socket.pause()
        this.receive = undefined
        resolve(frame)
      }
    })
  }

  /** Hands on what waits, and then whatever comes. */
  openTo(receive: (frame: Frame) => void): void {
    for (const frame of this.waiting ?? []) receive(frame)
    this.waiting = undefined
    this.receive = receive
    this.socket.resume()
  }

  private take(frame: Frame): void {
    if (this.receive) this.receive(frame)
    else (this.waiting ??= []).push(frame)
  }
}

/** A byte order mark says nothing in UTF-8, but some libraries write it. */
const withoutMark = (text: string) => (text.startsWith('\ufeff') ? text.slice(1) : text)

/**
 * @param limit bytes of a message around its attachment
 * @throws ChatError `validation_failed`
 */
export function parseFrame({ data, isBinary }: Frame, limit: number): object {
  if (isBinary) throw new ChatError('validation_failed', 'Send text frames; attachments as base64.')
  assertFewParts(data as Buffer, limit)
  try {
    const body: unknown = JSON.parse(withoutMark((data as Buffer).toString()))
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Said below, without the parser's words: they quote the frame.
  }
  throw new ChatError('validation_failed', 'Each frame must be one JSON object.')
}
