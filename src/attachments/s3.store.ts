// The bytes of attachments in a bucket of any S3-compatible store: one object each, written in parts and read in ranges.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import { Logger } from '@nestjs/common'
import { addAbortSignal, type Readable } from 'node:stream'
import { ChatError } from '../common/errors.js'
import type { Config } from '../config/config.js'
import { inChunks, type AttachmentStore } from './attachment-store.js'

/** The smallest part that S3 takes before the last: an upload holds one in memory, whatever the size of the file. */
const PART_BYTES = 5 * 1024 * 1024
/** What a download holds. At a store that answers in 30 ms, 30 MB/s for each reader. */
const READ_BYTES = 1024 * 1024

const keyOf = (id: string) => `attachments/${id}`

interface Place {
  Bucket: string
  Key: string
}

export class S3Store implements AttachmentStore {
  readonly name = 's3'
  readonly gathers = PART_BYTES

  private readonly logger = new Logger('S3')
  private readonly client: S3Client
  private readonly bucket: string
  private readonly timeout: number

  constructor(config: Config) {
    this.client = clientFor(config)
    this.bucket = config.S3_BUCKET!
    this.timeout = config.ATTACHMENT_STORE_TIMEOUT * 1000
  }

  async write(id: string, bytes: AsyncIterable<Buffer>): Promise<void> {
    const place = this.place(id)
    let uploadId: string | undefined
    const parts: CompletedPart[] = []
    for await (const part of inChunks(bytes, PART_BYTES)) {
      if (part.length < PART_BYTES && parts.length === 0) {
        await this.bounded((abortSignal) =>
          this.client.send(new PutObjectCommand({ ...place, Body: part }), { abortSignal }),
        )
        return
      }
      uploadId ??= await this.begin(place)
      parts.push(await this.upload(place, uploadId, parts.length + 1, part))
    }
    if (!uploadId) return
    const whole = { ...place, UploadId: uploadId, MultipartUpload: { Parts: parts } }
    await this.bounded((abortSignal) =>
      this.client.send(new CompleteMultipartUploadCommand(whole), { abortSignal }),
    )
  }

  async *read(id: string, start: number, end: number): AsyncGenerator<Buffer> {
    for (let offset = start; offset < end; offset += READ_BYTES) {
      const until = Math.min(offset + READ_BYTES, end)
      yield await this.bounded((signal) => this.range(id, offset, until, signal))
    }
  }

  async remove(id: string): Promise<void> {
    const place = this.place(id)
    await this.bounded(async (abortSignal) => {
      // Uploads first: one that is completed meanwhile becomes an object, which goes next.
      const listing = new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: place.Key })
      const { Uploads = [] } = await this.client.send(listing, { abortSignal })
      for (const { UploadId } of Uploads) {
        const abort = new AbortMultipartUploadCommand({ ...place, UploadId })
        await this.client.send(abort, { abortSignal }).catch(unlessNamed('NoSuchUpload'))
      }
      await this.client.send(new DeleteObjectCommand(place), { abortSignal })
    })
  }

  /** Ends all connections. */
  close(): void {
    this.client.destroy()
  }

  private place(id: string): Place {
    return { Bucket: this.bucket, Key: keyOf(id) }
  }

  private async begin(place: Place): Promise<string> {
    const { UploadId } = await this.bounded((abortSignal) =>
      this.client.send(new CreateMultipartUploadCommand(place), { abortSignal }),
    )
    return UploadId!
  }

  private async upload(place: Place, UploadId: string, PartNumber: number, Body: Buffer) {
    const part = new UploadPartCommand({ ...place, UploadId, PartNumber, Body })
    const { ETag } = await this.bounded((abortSignal) => this.client.send(part, { abortSignal }))
    return { ETag, PartNumber }
  }

  private async range(id: string, start: number, end: number, abortSignal: AbortSignal): Promise<Buffer> {
    const Range = `bytes=${start}-${end - 1}`
    const get = new GetObjectCommand({ ...this.place(id), Range })
    const { Body, ContentLength } = await this.client
      .send(get, { abortSignal })
      .catch(unlessNamed('NoSuchKey'))
    if (!Body) throw new MissingBytes(`Attachment ${id} has no object`)
    const body = Body as Readable
    if (ContentLength !== end - start) {
      body.destroy()
      throw new MissingBytes(`Attachment ${id} has ${ContentLength} bytes at ${Range}`)
    }
    const pieces: Buffer[] = []
    for await (const piece of addAbortSignal(abortSignal, body)) pieces.push(piece as Buffer)
    return Buffer.concat(pieces)
  }

  /**
   * Everything asked of the store goes through here: within ATTACHMENT_STORE_TIMEOUT it is done, retries included, or given up.
   * @throws ChatError `unavailable`
   */
  private async bounded<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await ask(AbortSignal.timeout(this.timeout))
    } catch (error) {
      if (error instanceof MissingBytes) throw error
      const { name, message } = error as Error
      this.logger.warn(`The store failed: ${name}: ${message}`)
      throw new ChatError('unavailable', 'The store of attachments cannot be reached. Try again.', {
        retryAfter: 1,
      })
    }
  }
}

/** The store answered, and does not have them. */
class MissingBytes extends Error {}

/** Makes one answer of the store no error. */
const unlessNamed = (name: string) => (error: Error) => {
  if (error.name !== name) throw error
  return {} as Record<string, undefined>
}

function clientFor(config: Config): S3Client {
  return new S3Client({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION ?? 'us-east-1',
    credentials: {
      accessKeyId: config.S3_ACCESS_KEY_ID!,
      secretAccessKey: config.S3_SECRET_ACCESS_KEY!,
    },
    forcePathStyle: config.S3_FORCE_PATH_STYLE ?? config.S3_ENDPOINT !== undefined,
    // Newer checksums than MD5 and the signature's own are not understood everywhere.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: (config.ATTACHMENT_STORE_TIMEOUT * 1000) / 2 },
  })
}
