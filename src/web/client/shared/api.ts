// REST: calls the server as whoever is signed in, and renews the token when it has run out.
import { SERVER } from './place'
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

  async rooms(query: {
    q?: string
    mine?: boolean
    cursor?: string
    limit?: number
  }): Promise<Page<Chatroom>> {
    const { chatrooms, next_cursor } = await this.call<{ chatrooms: Chatroom[]; next_cursor: string | null }>(
      'GET',
      `/list-chatroom${queryString(query)}`,
    )
    return { items: chatrooms, next_cursor }
  }

  room(name: string): Promise<Chatroom> {
    return this.call('GET', at('/chatroom', name))
  }

  create(room: { name: string; max_members: number; description?: string }): Promise<Chatroom> {
    return this.call('POST', '/chatroom/create', room)
  }

  enter(name: string): Promise<Member> {
    return this.call('POST', at('/enter-chatroom', name))
  }

  leave(name: string): Promise<void> {
    return this.call('POST', at('/leave-chatroom', name))
  }

  async members(name: string, cursor?: string): Promise<Page<Member>> {
    const { members, next_cursor } = await this.call<{ members: Member[]; next_cursor: string | null }>(
      'GET',
      at('/chatroom', name, `/members${queryString({ limit: 100, cursor })}`),
    )
    return { items: members, next_cursor }
  }

  /** One's own rooms, latest activity first, each with `me` and `last_message`. */
  async inbox(query: { cursor?: string; limit?: number } = {}): Promise<Page<Chatroom>> {
    const { rooms, next_cursor } = await this.call<{ rooms: Chatroom[]; next_cursor: string | null }>(
      'GET',
      `/inbox${queryString(query)}`,
    )
    return { items: rooms, next_cursor }
  }

  /** Opens one plain WebSocket, in its address: a browser cannot send a header with it. */
  async ticket(): Promise<string> {
    return (await this.call<{ ticket: string }>('POST', '/auth/ticket', {})).ticket
  }

  me(): Promise<Me> {
    return this.call('GET', '/auth/me')
  }

  changeMe(changes: { display_name?: string; privacy?: Partial<Privacy> }): Promise<Me> {
    return this.call('PATCH', '/auth/me', changes)
  }

  /** How far each member is. */
  async marks(name: string, cursor?: string): Promise<Page<Mark>> {
    const { marks, next_cursor } = await this.call<{ marks: Mark[]; next_cursor: string | null }>(
      'GET',
      at('/chatroom', name, `/marks${queryString({ limit: 100, cursor })}`),
    )
    return { items: marks, next_cursor }
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
  async bytes({ id }: Attachment, { small = false, signal }: BytesOptions = {}): Promise<Blob> {
    const path = at('/attachments', id, small ? '/thumbnail' : '')
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

function queryString(query: Record<string, string | number | boolean | undefined>): string {
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
