// A file that somebody may read: what a download says of it, and its bytes.
import type { AttachmentView } from '../room-log/attachment.view.js'

/** What a download says of a file. */
export type HandedView = Pick<AttachmentView, 'type' | 'filename' | 'mime_type' | 'size' | 'sha256'>

/** A file that the actor may read. */
export interface OpenAttachment {
  view: HandedView
  /** The bytes from `start` up to, not including, `end`, fetched as they are taken. */
  read(start: number, end: number): AsyncGenerator<Buffer>
}
