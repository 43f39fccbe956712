// Keeps the frames of a socket that is not ready for them: `ws` hands on what came in one piece also after a pause.
import type { RawData, WebSocket } from 'ws'
import { ChatError } from '../common/errors.js'

export interface Frame {
  data: RawData
  isBinary: boolean
}

export class FrameInbox {
  private readonly waiting: Frame[] = []
  private readonly keep = (frame: Frame): void => {
    this.waiting.push(frame)
  }
  private handle = this.keep

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => this.handle({ data, isBinary }))
  }

  /** The first frame; the socket is then read no further until `openTo`. */
  first(): Promise<Frame> {
    return new Promise((resolve) => {
      this.handle = (frame) => {
        this.socket.pause()
        this.handle = this.keep
        resolve(frame)
      }
    })
  }

  /** Hands on what waits, and then whatever comes. */
  openTo(receive: (frame: Frame) => void): void {
    for (const frame of this.waiting.splice(0)) receive(frame)
    this.handle = receive
    this.socket.resume()
  }
}

/** @throws ChatError `validation_failed` */
export function parseFrame({ data, isBinary }: Frame): object {
  if (isBinary) throw new ChatError('validation_failed', 'Send text frames; attachments as base64.')
  try {
    const body: unknown = JSON.parse((data as Buffer).toString())
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Said below, without the parser's words: they quote the frame.
  }
  throw new ChatError('validation_failed', 'Each frame must be one JSON object.')
}
