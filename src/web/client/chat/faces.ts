// The pictures of people and rooms: fetched with the token, once, and kept while somebody shows them.
import { signal, type Signal } from '@preact/signals'
import type { Person, User } from '../shared/wire'
import { api, user } from './me'

/** So many that nobody shows any more are kept for when they are shown again. */
const KEPT = 100

interface Face {
  /** Of this page alone; undefined until it is here. */
  url: Signal<string | undefined>
  shown: number
}

class Faces {
  private readonly faces = new Map<string, Face>()
  /** By the id of a person: entries name people without their pictures. */
  private readonly known = signal<ReadonlyMap<string, string | null>>(new Map())

  constructor() {
    // What one may see, another may not.
    let before = user.peek()?.id
    user.subscribe((now) => {
      if (now?.id !== before) this.clear()
      before = now?.id
    })
  }

  /** Where the picture of somebody is, as far as it is known. */
  of(person: Person & Partial<Pick<User, 'avatar_url'>>): string | null | undefined {
    return person.avatar_url ?? this.known.value.get(person.id)
  }

  /** Remembers the pictures of these. */
  learn(users: readonly User[]): void {
    const before = this.known.peek()
    const news = users.filter(({ id, avatar_url }) => before.get(id) !== avatar_url)
    if (news.length === 0) return
    this.known.value = new Map([...before, ...news.map(({ id, avatar_url }) => [id, avatar_url] as const)])
  }

  /** @returns the picture, and how to say that it is shown no more */
  show(address: string): [Face['url'], () => void] {
    const face = this.faces.get(address) ?? { url: signal(undefined), shown: 0 }
    // What was shown last comes last.
    this.faces.delete(address)
    this.faces.set(address, face)
    if (face.shown++ === 0 && !face.url.peek()) void this.fetch(address, face)
    return [face.url, () => this.hide(face)]
  }

  private async fetch(address: string, face: Face): Promise<void> {
    // Without it there are the initials.
    const bytes = await api.picture(address).catch(() => undefined)
    if (bytes && this.faces.get(address) === face && !face.url.peek())
      face.url.value = URL.createObjectURL(bytes)
  }

  private hide(face: Face): void {
    face.shown--
    const idle = [...this.faces].filter(([, { shown }]) => shown <= 0)
    for (const [address] of idle.slice(0, -KEPT)) this.drop(address)
  }

  private drop(address: string): void {
    const url = this.faces.get(address)?.url.peek()
    if (url) URL.revokeObjectURL(url)
    this.faces.delete(address)
  }

  private clear(): void {
    for (const address of [...this.faces.keys()]) this.drop(address)
    this.known.value = new Map()
  }
}

export const faces = new Faces()
