// The routes of backends: whatever a user asks for there, they are nobody. What keys may is test/e2e/server-keys-matrix.test.ts.
import { randomUUID } from 'node:crypto'
import type { OpenApi } from '../openapi.js'
import { everybody, type Call, type Rows } from './scene.js'

/** A row for each of them that the document has. */
export function adminRoutes({ paths }: OpenApi): Rows {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    path.startsWith('/admin/')
      ? Object.keys(operations).map((method): [string, Call[]] => [
          `${method.toUpperCase()} ${path}`,
          [{ expect: everybody('unauthenticated'), send: send(method.toUpperCase(), path), aside: true }],
        ])
      : [],
  )
  return Object.fromEntries(rows)
}

const send =
  (method: string, path: string): Call['send'] =>
  ({ caller }) =>
    caller.send({ method, path: path.replace(/\{\w+\}/g, () => randomUUID().slice(0, 8)) })
