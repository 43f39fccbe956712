// REST: calls the server as whoever is signed in, and renews the token when it has run out.
import { SERVER } from '../shared/place'
import { CANCELLED, Problem, UNREACHABLE } from './problem'
import { problemOf, readAnswer, type SessionKeeper } from './session'
import type {
  Attachment,
  Chatroom,
  Mark,
  Me,
  Member,
  Membership,
  Message,
  OwnMarks,
  Privacy,
  Receipts,
} from './wire'

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export interface NewRoom {
  name: string
  max_members: number
  description?: string
  visibility?: Chatroom['visibility']
}

export interface UploadOptions {
  /** Called with the share that has gone, 0 to 1. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

export interface BytesOptions {
  /** The thumbnail, of what has one. */
  small?: boolean
  signal?: AbortSignal
}

/** The path of a chatroom below `start`. */
export const at = (start: string, name: string, rest = ''): string =>
  `${start}/${encodeURIComponent(name)}${rest}`

/** Every method throws Problem. */
export class Api {
  constructor(private readonly session: SessionKeeper) {}

  rooms(query: { q?: string; mine?: boolean; cursor?: string; limit?: number }): Promise<Page<Chatroom>> {
    return this.list('/list-chatroom', 'chatrooms', query)
  }

  room(name: string): Promise<Chatroom> {
    return this.call('GET', at('/chatroom', name))
  }

  create(room: NewRoom): Promise<Chatroom> {
    return this.call('POST', '/chatroom/create', room)
  }

  /** @returns what one is there, or that owner and admins are asked first */
  enter(name: string): Promise<Member | { status: 'requested' }> {
    return this.call('POST', at('/enter-chatroom', name))
  }

  leave(name: string): Promise<void> {
    return this.call('POST', at('/leave-chatroom', name))
  }

  /** @param query `q`: how a username, or a word of the name, begins */
  members(name: string, query: { q?: string; cursor?: string } = {}): Promise<Page<Member>> {
    return this.list(at('/chatroom', name, '/members'), 'members', { limit: 100, ...query })
  }

  /** One's own rooms, latest activity first, each with `me` and `last_message`. */
  inbox(query: { cursor?: string; limit?: number } = {}): Promise<Page<Chatroom>> {
    return this.list('/inbox', 'rooms', query)
  }

  /** Opens one plain WebSocket, in its address: a browser cannot send a header with it. */
  async ticket(): Promise<string> {
    return (await this.call<{ ticket: string }>('POST', '/auth/ticket', {})).ticket
  }

  me(): Promise<Me> {
    return this.call('GET', '/auth/me')
  }

  /** @param changes `avatar`: an upload, or null for none */
  changeMe(changes: {
    display_name?: string
    about?: string
    avatar?: string | null
    privacy?: Partial<Privacy>
  }): Promise<Me> {
    return this.call('PATCH', '/auth/me', changes)
  }

  /** How far each member is. */
  marks(name: string, cursor?: string): Promise<Page<Mark>> {
    return this.list(at('/chatroom', name, '/marks'), 'marks', { limit: 100, cursor })
  }

  /** Has that message, and all after it, unread again. */
  markUnread(name: string, unread_from: number): Promise<OwnMarks> {
    return this.call('PUT', at('/chatroom', name, '/marks'), { unread_from })
  }

  receipts(name: string, seq: number): Promise<Receipts> {
    return this.call('GET', at('/chatroom', name, `/messages/${seq}/receipts`))
  }

  /** What the room is to me: muted, archived, a favourite. */
  changeMembership(
    name: string,
    changes: Partial<Pick<Membership, 'muted_until' | 'archived' | 'favourite'>>,
  ): Promise<Membership> {
    return this.call('PATCH', at('/chatroom', name, '/me'), changes)
  }

  /** A page of what was said, and of events, oldest first: the newest, or what lies before a `seq`. */
  timeline(
    name: string,
    bounds: { before_seq?: number; log?: string | undefined; limit?: number } = {},
  ): Promise<{ log: string; messages: Message[]; has_more: boolean }> {
    return this.call('GET', at('/chatroom', name, `/timeline${queryString(bounds)}`))
  }

  /** Not fetch: only XMLHttpRequest says how much of a body has gone. */
  async upload(file: File, options: UploadOptions = {}): Promise<Attachment> {
    const token = await this.session.token()
    try {
      return await sendFile(file, token, options)
    } catch (thrown) {
      if (Problem.from(thrown).code !== 'unauthenticated') throw thrown
      return sendFile(file, await this.session.refresh(token), options)
    }
  }

  /** The bytes of an attachment, from where this page is from: its `url` may name another host. */
  bytes({ id }: Attachment, { small = false, signal }: BytesOptions = {}): Promise<Blob> {
    return this.download(at('/attachments', id, small ? '/thumbnail' : ''), signal)
  }

  /** The picture of a person, a room or an invite, likewise. */
  picture(avatar_url: string): Promise<Blob> {
    return this.download(/\/(?:users|chatroom|invites)\/[^/]+\/avatar.*$/.exec(avatar_url)?.[0] ?? avatar_url)
  }

  /** A page of a list. @param things how its answer calls them */
  async list<T>(path: string, things: string, query: Query = {}): Promise<Page<T>> {
    const answer = await this.call<Record<string, unknown>>('GET', path + queryString(query))
    return { items: answer[things] as T[], next_cursor: answer['next_cursor'] as string | null }
  }

  /** Bytes, whatever they are. */
  async download(path: string, signal?: AbortSignal): Promise<Blob> {
    const answer = await this.ask(path, { ...(signal && { signal }) })
    if (!answer.ok) return readAnswer<never>(answer)
    return answer.blob().catch((error: unknown) => {
      throw Problem.from(error)
    })
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask(path, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    return readAnswer<T>(answer)
  }

  /** With the token; where the server does not take it, once more with a new one. */
  private async ask(path: string, init: RequestInit): Promise<Response> {
    const token = await this.session.token()
    const answer = await askAs(token, path, init)
    return answer.status === 401 ? askAs(await this.session.refresh(token), path, init) : answer
  }
}

function askAs(token: string, path: string, init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, Authorization: `Bearer ${token}` }
  return fetch(SERVER + path, { ...init, headers }).catch((error: unknown) => {
    throw Problem.from(error)
  })
}

type Query = Record<string, string | number | boolean | undefined>

function queryString(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text && `?${text}`
}

function sendFile(file: File, token: string, { onProgress, signal }: UploadOptions): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('file', file, file.name)
    request.open('POST', `${SERVER}/attachments`)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(loaded / total))
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response as Attachment)
      else reject(problemOf(request.status, request.response, request.getResponseHeader('Retry-After')))
    })
    request.addEventListener('error', () => reject(new Problem(UNREACHABLE, 'The upload was cut off.')))
    request.addEventListener('abort', () => reject(new Problem(CANCELLED, 'Cancelled.')))
    signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
