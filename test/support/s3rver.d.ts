// The part of s3rver that s3.ts uses; the package brings no types of its own.
declare module '@20minutes/s3rver' {
  import type { AddressInfo } from 'node:net'

  interface Context {
    method: string
    path: string
    query: Record<string, string | undefined>
    status: number
    type: string
    body: unknown
  }

  interface Options {
    address: string
    port: number
    directory: string
    silent: boolean
    configureBuckets: { name: string }[]
  }

  interface Range {
    start?: number
    end?: number | string
  }

  export default class S3rver {
    constructor(options: Options)
    readonly middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[]
    readonly store: {
      getObject(bucket: string, key: string, range?: Range): Promise<unknown>
      getResourcePath(bucket: string, key: undefined, resource: 'uploads'): string
    }
    readonly httpServer: { closeAllConnections(): void }
    run(): Promise<AddressInfo>
    close(): Promise<void>
  }
}
