// What can be sent, from the server’s own AsyncAPI document: so the examples are those that its tests have tried.
import { SERVER } from '../shared/place'

export interface Example {
  title: string
  text: string
}

interface Document {
  operations: Record<'plainSend', { messages: { $ref: string }[] }>
  components: {
    messages: Record<string, { examples: { name: string; summary?: string; payload: unknown }[] }>
  }
}

/** Without the documents (SWAGGER=off) something must stand in the field. */
const PLAIN: Example = { title: 'text', text: JSON.stringify({ type: 'text', message: 'Hello' }, null, 2) }

export async function documentedExamples(): Promise<Example[]> {
  const answer = await fetch(`${SERVER}/docs/asyncapi.json`)
  if (!answer.ok) return [PLAIN]
  const { operations, components } = (await answer.json()) as Document
  const kinds = operations.plainSend.messages.map(({ $ref }) => $ref.split('/').at(-1)!)
  return kinds.flatMap((kind) =>
    components.messages[kind]!.examples.map(({ name, summary, payload }) => ({
      title: summary ?? name,
      text: JSON.stringify(payload, null, 2),
    })),
  )
}
