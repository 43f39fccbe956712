// The part of busboy 1.6 that multipart.ts uses; the package brings no types of its own.
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http'
  import type { Readable, Writable } from 'node:stream'

  interface Options {
    headers: IncomingHttpHeaders
    /** How a part's name and filename are read when they do not say. */
    defParamCharset?: string
    limits?: { files?: number; fields?: number; fieldSize?: number }
  }

  interface Parser extends Writable {
    on(event: 'file', listen: (name: string | undefined, bytes: Readable, info: FileInfo) => void): this
    on(event: 'field', listen: (name: string | undefined, value: string) => void): this
    on(event: 'filesLimit' | 'fieldsLimit' | 'close', listen: () => void): this
    on(event: 'error', listen: (error: Error) => void): this
  }

  interface FileInfo {
    filename: string | undefined
  }

  /** Throws on a Content-Type that it cannot read. */
  export default function busboy(options: Options): Parser
}
