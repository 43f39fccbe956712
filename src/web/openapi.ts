// The OpenAPI document and Swagger UI: every route, and the socket doors in words, on one page.
import type { NestExpressApplication } from '@nestjs/platform-express'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { ACTING_USER, ACTING_USER_HEADER, SERVER_KEY } from '../auth/server-keys.js'
import type { Config } from '../config/config.js'
import { INBOX_FRAMES } from '../inbox/frames.view.js'
import { MEMBERSHIP_FRAMES } from '../membership/requests.view.js'
import { FRAMES } from '../messaging/frames.view.js'
import { MARK_FRAMES } from '../messaging/marks.frames.view.js'
import { PRESENCE_FRAMES } from '../presence/frames.view.js'
import { serveSocketDocs } from './asyncapi/serve.js'
import { doorsIn } from './doors.js'
import { keepAnswers } from './kept-answers.js'
import { documentActing } from './openapi-acting.js'
import { completed, ofRoutes, UNITED } from './openapi-schemas.js'

const TAGS: [string, string][] = [
  ['1. Identity', 'Register, copy `access_token`, press **Authorize** above, paste it. That is all.'],
  ['2. People', 'Find others, see them, and block them.'],
  ['3. Chatrooms', 'Create a room; it is named by its `name` everywhere.'],
  [
    '4. Membership',
    'Enter and leave; add, silence, remove and ban; let in who asks, and invite. What changes is in the room’s log.',
  ],
  ['5. Attachments', 'Upload files to send, and download what was sent.'],
  ['6. Messages', 'Send and read over HTTP. Live messages come through the socket doors, described above.'],
  ['7. Read, delivered, unread', 'How far you are in a room, and the others; what is left to read.'],
  ['8. Push', 'For who is away: what was said while nobody was connected.'],
  [
    '9. For your backend',
    'With a server key: press **Authorize** and fill in `serverKey`. A user’s token is refused here. With `actingUser`, too, it may ask for whatever says so above, as that user.',
  ],
  ['10. Health', 'For whoever operates the server.'],
]

/** What Swagger UI serves: its page, what that loads, and the document in both forms. */
const SWAGGER_FILES = [
  '/docs',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
  '/docs/swagger-ui-standalone-preset.js',
  '/docs/swagger-ui-init.js',
  '/docs/favicon-16x16.png',
  '/docs/favicon-32x32.png',
  '/docs-json',
  '/docs-yaml',
]

function describe({ base }: Pick<Config, 'base'>): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setTitle('WhatsApp API Server')
    .setVersion('0.1.0')
    .setDescription(doorsIn(base))
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(base || '/', 'This server')
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
export function openApiDocument(app: NestExpressApplication, config: Pick<Config, 'base'>): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, describe(config), {
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

/** Serves `/docs`, `/docs-json`, `/docs-yaml` and the documents of the socket doors. */
export function serveDocs(app: NestExpressApplication, config: Pick<Config, 'PUBLIC_URL' | 'base'>): void {
  let built: OpenAPIObject | undefined
  const document = () => (built ??= openApiDocument(app, config))
  serveSocketDocs(app, document, config)
  keepAnswers(app, SWAGGER_FILES)
  SwaggerModule.setup('docs', app, () => ofRoutes(document()), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'WhatsApp API Server',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      defaultModelsExpandDepth: 0,
    },
  })
}
