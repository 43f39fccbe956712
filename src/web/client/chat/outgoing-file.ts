// A file that is on its way, as the attachment that it will be: shown at once, from the bytes that are here.
import type { Outgoing } from 'whatsapp-api-client'
import type { Attachment } from '../shared/wire'
import { bytes } from './bytes'

/** What it is shown as; undefined where there is no file. */
export function attachmentOf({ client_id, file, attachment }: Outgoing): Attachment | undefined {
  if (!file) return attachment
  const shown = attachment ?? expected(client_id, file)
  bytes.put(shown.url, file.blob)
  return shown
}

function expected(client_id: string, file: NonNullable<Outgoing['file']>): Attachment {
  const { blob, filename, type, voice, duration, waveform } = file
  return {
    id: client_id,
    type: type ?? kindOf(blob.type),
    filename,
    mime_type: blob.type,
    size: blob.size,
    sha256: '',
    url: `outgoing/${client_id}`,
    ...(voice && { voice }),
    ...(duration !== undefined && { duration: Math.max(1, Math.round(duration)) }),
    ...(waveform && { waveform: [...waveform] }),
  }
}

const kindOf = (mime_type: string): Attachment['type'] =>
  (['image', 'video', 'audio'] as const).find((kind) => mime_type.startsWith(`${kind}/`)) ?? 'document'

/** Whether it still has to go, and can be cancelled. */
export const isGoing = (outgoing: Outgoing | undefined): outgoing is Outgoing =>
  outgoing?.file !== undefined && outgoing.seq === undefined && outgoing.error === undefined
