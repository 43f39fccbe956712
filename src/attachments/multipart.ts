// Reads an upload from a multipart request: one `file` part and fields that say what it is, in any order, never buffered.
import busboy from 'busboy'
import type { Request } from 'express'
import { finished, type Readable } from 'node:stream'
import { ChatError } from '../common/errors.js'
import { badInLine } from '../common/text.js'
import { ATTACHMENT_TYPES } from '../database/entities/index.js'
import type { Received, Upload } from './attachments.service.js'
import { tooLarge } from './intake.js'
import { DURATION_RULE, isDuration, WAVEFORM_RULE, type Said } from './media/said.js'
import { isWaveform } from '../common/waveform.js'

/** What boundaries, part headers and fields may add to the bytes of the file. */
const ENVELOPE_BYTES = 64 * 1024

/** What a form may say of its file, each as text: the value, or the rule that it breaks. */
const FIELDS: Record<keyof Said, (text: string) => { value: unknown } | string> = {
  type: (text) =>
    ATTACHMENT_TYPES.some((each) => each === text)
      ? { value: text }
      : `must be one of: ${ATTACHMENT_TYPES.join(', ')}`,
  voice: (text) => (['true', 'false'].includes(text) ? { value: text === 'true' } : 'must be true or false'),
  duration: (text) => (isDuration(Number(text)) ? { value: Number(text) } : DURATION_RULE),
  waveform: (text) => {
    const value = parsed(text)
    return isWaveform(value) ? { value } : WAVEFORM_RULE
  },
}
const LONGEST_FIELD = 1024

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Takes the bytes of the file in; rejects with whatever the client should be told. */
type Accept<Kept> = (upload: Upload, bytes: Readable) => Promise<Received<Kept>>

function malformed(field: string, message: string): ChatError {
  return new ChatError('validation_failed', `${field} ${message}.`, {
    errors: [{ field, message: `${field} ${message}` }],
  })
}

/**
 * Gives the file of `request` to `accept` while it arrives, and keeps it once the request has ended well. After a refusal the
 * rest of the body is read and dropped, because many clients only read an answer when they have sent everything.
 * @param limit bytes; only to refuse early what says that it is larger
 * @throws ChatError `unsupported_media_type`, `payload_too_large`, `validation_failed`, and what `accept` throws
 */
export async function receiveUpload<Kept>(
  request: Request,
  limit: number,
  accept: Accept<Kept>,
): Promise<Kept> {
  if (!request.is('multipart/form-data'))
    throw new ChatError('unsupported_media_type', 'Send the file as multipart/form-data.')
  if (Number(request.headers['content-length']) > limit + ENVELOPE_BYTES) throw tooLarge(limit)
  const form = new UploadForm(request, accept)
  const received = await form.read()
  return received.keep(form.said)
}

class UploadForm<Kept> {
  /** What the form says of the file, as far as it has been read. */
  readonly said: Said = {}
  private readonly parser: busboy.Busboy
  private received?: Promise<Received<Kept>>

  constructor(
    private readonly request: Request,
    private readonly accept: Accept<Kept>,
  ) {
    try {
      this.parser = busboy({
        headers: request.headers,
        defParamCharset: 'utf8',
        limits: { files: 1, fields: Object.keys(FIELDS).length, fieldSize: LONGEST_FIELD },
      })
    } catch {
      throw new ChatError('validation_failed', 'The Content-Type names no boundary.')
    }
  }

  /** Reads all of it; what is wrong with it is thrown when nothing of the file is left. */
  async read(): Promise<Received<Kept>> {
    try {
      await this.parse()
      if (!this.received) throw malformed('file', 'is missing: send one file part of that name')
      return await this.received
    } catch (error) {
      await this.abandon(error)
      throw error
    }
  }

  private async abandon(reason: unknown): Promise<void> {
    this.request.unpipe(this.parser)
    // Whoever reads the file learns of it by that.
    this.parser.destroy()
    this.request.resume()
    const received = await this.received?.catch(() => undefined)
    await received?.giveUp(reason)
  }

  /** Settles when the whole form has been read, or at the first thing wrong with it. */
  private parse(): Promise<void> {
    return new Promise((resolve, reject) => {
      const only = () => reject(malformed('body', 'may have one file part, and each field once'))
      this.parser
        .on('filesLimit', only)
        .on('fieldsLimit', only)
        .on('field', (name, value) => {
          const problem = this.takeField(name, value)
          if (problem) reject(problem)
        })
        .on('file', (name, bytes, { filename }) => {
          // Who reads the file learns of its error from reading; but the parser may give up before anybody reads.
          bytes.on('error', () => undefined)
          if (name !== 'file') return reject(unknownPart(name))
          const bad = badInLine(filename ?? '')
          if (bad) return reject(malformed('file', `must not have ${bad} in its name`))
          const upload = { ...this.said, filename: filename && unescaped(filename) }
          this.received = this.accept(upload, bytes)
          this.received.catch(reject)
        })
        .on('error', () => reject(new ChatError('validation_failed', 'The multipart body is malformed.')))
        .on('close', resolve)
      finished(this.request, { writable: false }, (error) => {
        if (error)
          reject(new ChatError('validation_failed', 'The request ended before its body was complete.'))
      })
      this.request.pipe(this.parser)
    })
  }

  private takeField(name: string | undefined, value: string): ChatError | undefined {
    if (name === 'file') return malformed('file', 'must be sent as a file, with a filename')
    if (name === undefined || !Object.hasOwn(FIELDS, name)) return unknownPart(name)
    const field = name as keyof Said
    if (field in this.said) return malformed('body', 'may have one file part, and each field once')
    const read = FIELDS[field](value)
    if (typeof read === 'string') return malformed(field, read)
    Object.assign(this.said, { [field]: read.value })
    return undefined
  }
}

function unknownPart(name = ''): ChatError {
  return malformed(name.slice(0, 60) || 'part', 'should not exist')
}

/** Browsers write a quote in a filename as %22 and a line break as %0D%0A, and nothing else so. */
function unescaped(filename: string): string {
  return filename.replace(/%0[AD]/gi, '').replace(/%22/g, '"')
}
