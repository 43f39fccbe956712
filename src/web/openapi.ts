// The OpenAPI document: every route, with its bodies, answers and errors, as JSON, as YAML and as the page of Swagger UI.
import type { NestExpressApplication } from '@nestjs/platform-express'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { ACTING_USER, ACTING_USER_HEADER, SERVER_KEY } from '../auth/server-keys.js'
import type { Config } from '../config/config.js'
import { INBOX_FRAMES } from '../inbox/frames.view.js'
import { MEMBERSHIP_FRAMES } from '../membership/requests.view.js'
import { FRAMES } from '../messaging/frames.view.js'
import { MARK_FRAMES } from '../messaging/marks.frames.view.js'
import { PRESENCE_FRAMES } from '../presence/frames.view.js'
import { socketViews } from './asyncapi/serve.js'
import { serveDocsPage } from './docs-page.js'
import { documentActing } from './openapi-acting.js'
import { completed, ofRoutes, UNITED } from './openapi-schemas.js'
import { addressOf, serveDocuments, type View } from './served-documents.js'
import { yaml } from './yaml.js'

const TAGS: [string, string][] = [
  ['1. Identity', 'Register, copy `access_token`, press **Authorize** at the top, paste it. That is all.'],
  ['2. People', 'Find others, see them, and block them.'],
  ['3. Chatrooms', 'Create a room; it is named by its `name` everywhere.'],
  [
    '4. Membership',
    'Enter and leave; add, silence, remove and ban; let in who asks, and invite. What changes is in the room’s log.',
  ],
  ['5. Attachments', 'Upload files to send, and download what was sent.'],
  ['6. Messages', 'Send and read over HTTP. Live messages come through the socket doors.'],
  ['7. Read, delivered, unread', 'How far you are in a room, and the others; what is left to read.'],
  ['8. Push', 'For who is away: what was said while nobody was connected.'],
  [
    '9. For your backend',
    'With a server key: press **Authorize** and fill in `serverKey`. A user’s token is refused here. With `actingUser`, too, it may ask for whatever says so above, as that user.',
  ],
  ['10. Health', 'For whoever operates the server.'],
]

/** Stands in the document for the address that it is asked at; nobody has it. */
const HERE = 'https://here.invalid'

const DESCRIPTION = `WhatsApp-style chatrooms for your own product. What is said in a room, and who comes and goes, is a message with the room’s next
\`seq\`: 1, 2, 3, … without a gap. An acknowledged message is on disk.

**A first visit:** *Register* → copy \`access_token\` → **Authorize** → *Create a chatroom* → *Send a message* → *Read the history*.
Every example works as it is. Live messages come through [the socket doors](${HERE}/docs/sockets).`

function describe(): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setTitle('WhatsApp API Server')
    .setVersion('0.1.0')
    .setDescription(DESCRIPTION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(HERE, 'This server')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The `access_token` of a session.',
    })
    .addSecurity(SERVER_KEY, {
      type: 'http',
      scheme: 'bearer',
      description: '`ADMIN_KEY` of the environment, or a key that was made with it.',
    })
    .addSecurity(ACTING_USER, {
      type: 'apiKey',
      in: 'header',
      name: ACTING_USER_HEADER,
      description: 'The username of the person, bot or system user for whom a server key asks.',
    })
  for (const [name, description] of TAGS) builder.addTag(name, description)
  return builder.build()
}

/** The document of the running application, with the schemas of the socket doors. */
function openApiDocument(app: NestExpressApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, describe(), {
    extraModels: [
      ...FRAMES,
      ...MARK_FRAMES,
      ...PRESENCE_FRAMES,
      ...INBOX_FRAMES,
      ...MEMBERSHIP_FRAMES,
      ...UNITED,
    ],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  })
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete, path.head]) {
      // What needs no token says so, instead of saying nothing.
      if (operation) operation.security ??= []
    }
  }
  documentActing(document)
  return completed(document)
}

/** The same text each time, made when it is first asked for; then only the address in it is another. */
function textView(type: string, make: () => string): View {
  let text: string | undefined
  return {
    headers: { 'Content-Type': `${type}; charset=utf-8` },
    show: (place) => (text ??= make()).replaceAll(HERE, addressOf(place)),
  }
}

/** Serves `/docs`, `/docs-json`, `/docs-yaml` and the documents of the socket doors. @throws StartupError when the page is not built */
export function serveDocs(app: NestExpressApplication, config: Pick<Config, 'PUBLIC_URL' | 'base'>): void {
  let built: OpenAPIObject | undefined
  const document = () => (built ??= openApiDocument(app))
  const views = {
    '/docs-json': textView('application/json', () => JSON.stringify(ofRoutes(document()))),
    '/docs-yaml': textView('text/yaml', () => yaml(ofRoutes(document()))),
    ...socketViews(document),
  }
  serveDocuments(app, views, config)
  serveDocsPage(app)
}
