// What can be sent, from the server’s own AsyncAPI document: so the examples are those that its tests have tried.
import { SERVER } from '../shared/place'
import { isInbox, type Door } from './link'

export interface Example {
  title: string
  text: string
  /** What it does, such as `Send` or `Mark`. */
  group: string
}

/** Of a room by HTTP, of a room by a socket, of the inbox. */
export interface Examples {
  http: Example[]
  room: Example[]
  inbox: Example[]
}

export const examplesFor = ({ http, room, inbox }: Examples, door: Door): Example[] =>
  door === 'http' ? http : isInbox(door) ? inbox : room

interface Reference {
  $ref: string
}

interface Document {
  operations: Record<string, { action: string; channel: Reference; title: string; messages: Reference[] }>
  components: {
    messages: Record<
      string,
      { name: string; examples: { name: string; summary?: string; payload: unknown }[] }
    >
  }
}

/** Without the documents (SWAGGER=off) something must stand in the field. */
const PLAIN: Example = {
  title: 'text',
  text: JSON.stringify({ type: 'text', message: 'Hello' }, null, 2),
  group: 'Send',
}

const last = ({ $ref }: Reference): string => $ref.split('/').at(-1)!

/** Frames of a plain WebSocket say everything in themselves; a lane by Socket.IO takes their `type` for the event. */
function examplesOf({ operations, components }: Document, channel: string): Example[] {
  const asked = Object.values(operations).filter(
    (operation) => operation.action === 'receive' && last(operation.channel) === channel,
  )
  return asked.flatMap(({ title: group, messages }) =>
    messages
      .map((message) => components.messages[last(message)]!)
      // A lane says by itself who it is.
      .filter(({ name }) => name !== 'auth')
      .flatMap(({ examples }) =>
        examples.map(({ name, summary, payload }) => ({
          title: summary ?? name,
          text: JSON.stringify(payload, null, 2),
          group,
        })),
      ),
  )
}

export async function documentedExamples(): Promise<Examples> {
  const answer = await fetch(`${SERVER}/docs/asyncapi.json`)
  if (!answer.ok) return { http: [PLAIN], room: [PLAIN], inbox: [] }
  const document = (await answer.json()) as Document
  const room = examplesOf(document, 'plain')
  return {
    http: room.filter(({ group }) => group === document.operations['plainSend']!.title),
    room,
    inbox: examplesOf(document, 'inboxPlain'),
  }
}
