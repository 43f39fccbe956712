// Somebody's backend: server keys, and what is asked with them.
import { must, unique } from './people.js'
import { api, type Api } from './rest.js'
import { ADMIN_KEY, type Server } from './server.js'
import type { User } from './wire.js'

export interface ServerKey {
  id: string
  name: string
  scopes: string[]
  key: string
  created_at: string
}

export interface AdminUser extends User {
  about: string
  external_id: string | null
  privacy: { last_seen: string; read_receipts: boolean; direct: string }
}

/** With ADMIN_KEY. */
export const admin = (server: Pick<Server, 'url'>): Api => api(server, ADMIN_KEY)

/** A new key. */
export async function keyWith(server: Pick<Server, 'url'>, scopes: string[]): Promise<ServerKey> {
  return must(await admin(server).post<ServerKey>('/admin/keys', { name: unique('key'), scopes }), 201)
}

/** With a new key of those scopes. */
export const backend = async (server: Pick<Server, 'url'>, ...scopes: string[]): Promise<Api> =>
  api(server, (await keyWith(server, scopes)).key)

/** As that backend, for somebody. */
export const actingFor = ({ server, token }: Api, username: string): Api => api(server, token, username)
