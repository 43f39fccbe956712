// The examples of a document, made this visit's own: names that nobody has yet, and what a visitor would copy from earlier answers. Pure.
import { Said } from './said'

/** The part of an OpenAPI document that is looked at here. */
export interface ApiDocument {
  servers?: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties?: Record<string, { example?: unknown }> }> }
  [field: string]: unknown
}

interface Operation {
  requestBody?: { content: Record<string, { schema?: Form; examples?: Record<string, { value: unknown }> }> }
  parameters?: { name: string; schema?: { example?: unknown } }[]
  [field: string]: unknown
}

/** The schema of a body, as far as its fields are looked at. */
interface Form {
  required?: string[]
  properties?: Record<string, { type?: string; enum?: unknown[]; description?: string; example?: string }>
}

/** What stands for which example. */
export type Values = ReadonlyMap<string, string>

/** Names that can be given only once. */
const NAMES = ['ann', 'ben', 'whatsapp_chatroom2', 'surprise', 'customer-4711']

/** Of who registers, and what it is changed to. */
const PASSWORDS = ['correct horse battery', 'correct horse battery staple'] as const

/** The operations that give them away: what they show is free still. */
const GIVING: readonly [path: string, method: string][] = [
  ['/auth/register', 'post'],
  ['/chatroom/create', 'post'],
]

/** Where everything is sent. */
const SENDING = '/send-message/{chatroom_name}'

/** What an answer tells that examples elsewhere need, and the example that it is put in the place of. */
const TOLD: readonly { answer: RegExp; field: string; example: (document: ApiDocument) => unknown }[] = [
  {
    answer: /\/attachments$/,
    field: 'id',
    example: ({ paths }) => parameter(paths['/attachments/{id}']!['get']!, 'id'),
  },
  {
    answer: /\/invites$/,
    field: 'code',
    example: ({ paths }) => parameter(paths['/invites/{code}']!['get']!, 'code'),
  },
  {
    answer: /\/auth\/(?:register|login|refresh)$/,
    field: 'refresh_token',
    example: ({ components }) => components.schemas['Refresh']!.properties!['refresh_token']!.example,
  },
]

/** What there is to choose from for a body. */
export const bodyExamples = (
  { paths }: ApiDocument,
  path: string,
  method: string,
): Record<string, { value: unknown }> =>
  paths[path]?.[method]?.requestBody?.content['application/json']?.examples ?? {}

const parameter = ({ parameters = [] }: Operation, name: string): unknown =>
  parameters.find((each) => each.name === name)?.schema?.example

/** The same with other texts in the place of those that `values` names. */
function replaced(part: unknown, values: Values): unknown {
  if (typeof part === 'string') return values.get(part) ?? part
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map((each: unknown) => replaced(each, values))
  return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, replaced(each, values)]))
}

/** The same with other texts in its examples alone. */
function withExamples<T>(part: T, values: Values): T {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map((each: unknown) => withExamples(each, values)) as T
  const fields = Object.entries(part).map(([key, each]: [string, unknown]) => [
    key,
    key === 'example' || key === 'examples' ? replaced(each, values) : withExamples(each, values),
  ])
  return Object.fromEntries(fields) as T
}

/** The same with forms whose optional fields are empty, and not sent: Swagger UI makes something up for each. */
export function withEmptyFields(document: ApiDocument): ApiDocument {
  const copy = structuredClone(document)
  for (const operation of Object.values(copy.paths).flatMap((path) => Object.values(path))) {
    const { properties = {}, required } = operation.requestBody?.content['multipart/form-data']?.schema ?? {}
    for (const [name, { enum: values, description }] of Object.entries(properties))
      if (!required?.includes(name))
        properties[name] = {
          type: 'string',
          ...(values && { enum: values }),
          ...(description && { description }),
          example: '',
        }
  }
  return copy
}

/** What stands in the place of what from now on. */
export interface Changes {
  /** In what gives names away. */
  giving: Values
  /** In everything else. */
  elsewhere: Values
}

export const gives = (path: string, method: string): boolean =>
  GIVING.some((each) => each[0] === path && each[1] === method)

/** One visit of the page: what it has seen answered so far decides what its examples say. */
export class Visit {
  /** What is there, or will be when it is made. */
  private readonly known = new Map<string, string>()
  /** What the next one that is made is called. */
  private readonly free = new Map<string, string>()
  private readonly said = new Said()

  /** @param ending of a new name, such as `x7f2`: another one each time */
  constructor(
    private readonly document: ApiDocument,
    private readonly ending: () => string,
  ) {
    const first = ending()
    for (const values of [this.known, this.free])
      for (const name of NAMES) values.set(name, `${name}-${first}`)
  }

  /** The document as it is now. */
  get shown(): ApiDocument {
    const shown = withExamples(this.document, this.known)
    for (const [path, method] of GIVING)
      shown.paths[path]![method] = withExamples(this.document.paths[path]![method]!, this.free)
    for (const example of Object.values(bodyExamples(shown, SENDING, 'post')))
      example.value = this.said.aimed(example.value)
    return shown
  }

  /**
   * Takes in an answer that is a success.
   * @param path of the address that was asked
   */
  answered(path: string, body: unknown): Changes {
    const before = { known: new Map(this.known), free: new Map(this.free) }
    if (GIVING.some(([giving]) => path.endsWith(giving))) this.given(JSON.stringify(body))
    if (path.endsWith('/auth/password')) this.passwordChanged()
    if (path.endsWith('/chatroom/create')) this.said.forget()
    if (path.includes('/send-message/')) this.said.take(body)
    for (const { answer, field, example } of TOLD) {
      const value = (body as Record<string, unknown> | undefined)?.[field]
      const place = example(this.document)
      if (answer.test(path) && typeof value === 'string' && typeof place === 'string')
        this.known.set(place, value)
    }
    return {
      giving: changesOf(before.free, this.free),
      elsewhere: changesOf(before.known, this.known),
    }
  }

  /** A name that is in an answer is taken: whatever needs it has it from now on, and the next one is another. */
  private given(answer: string): void {
    for (const [example, name] of [...this.free]) {
      if (!answer.includes(`"${name}"`)) continue
      this.known.set(example, name)
      this.free.set(example, `${example}-${this.ending()}`)
    }
  }

  /** The old one and the new one change places: so the next change, and the next signing in, work as well. */
  private passwordChanged(): void {
    const [old, next] = PASSWORDS
    const now = this.known.get(old) ?? old
    this.known.set(old, this.known.get(next) ?? next)
    this.known.set(next, now)
  }
}

const changesOf = (before: Values, after: Values): Values =>
  new Map(
    [...after].flatMap(([example, value]) => {
      const was = before.get(example) ?? example
      return was === value ? [] : [[was, value] as const]
    }),
  )
