// What can be sent, from the server’s own AsyncAPI document: so the examples are those that its tests have tried.
import { SERVER } from '../shared/place'

export interface Example {
  title: string
  text: string
}

interface Document {
  components: {
    messages: Record<
      string,
      { title: string; examples: { name: string; summary?: string; payload: unknown }[] } | undefined
    >
  }
}

/** Without the documents (SWAGGER=off) something must stand in the field. */
const PLAIN: Example = { title: 'text', text: JSON.stringify({ type: 'text', message: 'Hello' }, null, 2) }

export async function documentedExamples(): Promise<Example[]> {
  const answer = await fetch(`${SERVER}/docs/asyncapi.json`)
  if (!answer.ok) return [PLAIN]
  const { components } = (await answer.json()) as Document
  return ['text', 'attachment'].flatMap((key) =>
    (components.messages[key]?.examples ?? []).map(({ name, summary, payload }) => ({
      title: summary ?? name,
      text: JSON.stringify(payload, null, 2),
    })),
  )
}
