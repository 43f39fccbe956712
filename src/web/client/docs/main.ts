// The page of the API at `/docs`: where it starts.
import 'swagger-ui-dist/swagger-ui.css'
import swaggerUi from 'swagger-ui-dist/swagger-ui-bundle.js?url'
import { SERVER } from '../shared/place'
import { applyTheme, theme } from '../shared/theme'
import './docs.css'
import { Visit, withEmptyFields, type ApiDocument } from './examples'
import { show } from './fields'

/** Letters and digits of a new name. */
const ENDING = 4

const ending = (): string =>
  crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36).padStart(ENDING, '0').slice(-ENDING)

function loaded(address: string): Promise<unknown> {
  const script = document.createElement('script')
  script.src = address
  const done = new Promise((resolve, reject) => {
    script.addEventListener('load', resolve)
    script.addEventListener('error', () => reject(new Error(`${address} cannot be loaded.`)))
  })
  document.head.append(script)
  return done
}

/** Swagger UI has colours of its own for both. */
function follow(): void {
  applyTheme()
  document.documentElement.classList.toggle('dark-mode', theme() === 'dark')
}

async function read(): Promise<ApiDocument> {
  const answer = await fetch(`${SERVER}/docs-json`)
  const document = (await answer.json()) as ApiDocument
  // Whatever address it names, this page may ask the one that it is from.
  return withEmptyFields({ ...document, servers: [{ url: SERVER }] })
}

/** A field of a form that was left empty is not sent. */
function withoutEmptyFields(request: { body?: unknown }): object {
  const { body } = request
  if (body instanceof FormData) for (const [name, value] of [...body]) if (value === '') body.delete(name)
  return request
}

async function start(): Promise<void> {
  const [document] = await Promise.all([read(), loaded(swaggerUi)])
  const visit = new Visit(document, ending)
  const ui = SwaggerUIBundle({
    spec: visit.shown,
    dom_id: '#swagger',
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    deepLinking: true,
    persistAuthorization: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
    requestInterceptor: withoutEmptyFields,
    responseInterceptor: (answer: SwaggerAnswer) => {
      if (!answer.ok) return answer
      const before = visit.shown
      const changes = visit.answered(new URL(answer.url).pathname, answer.body)
      const after = visit.shown
      // Once the answer is shown.
      if (JSON.stringify(after) !== JSON.stringify(before))
        setTimeout(() => show(ui, { before, after, changes }))
      return answer
    },
  })
}

follow()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', follow)
void start()
