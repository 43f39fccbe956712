// Every Content-Security-Policy that is answered here: what a browser may load because of an answer, and who may frame it.
import { createHash } from 'node:crypto'

const SELF = "'self'"

/** The value of the header: nothing at all, but for what `directives` name. */
const policy = (directives: Record<string, string> = {}): string =>
  Object.entries({
    'default-src': "'none'",
    ...directives,
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  })
    .map(([name, sources]) => `${name} ${sources}`.trim())
    .join('; ')

/** What both kinds of page load: files of this server, its sockets ('self' covers ws and wss), and pictures made in the page. */
const OWN = {
  'script-src': SELF,
  'style-src': SELF,
  'connect-src': SELF,
  'img-src': `${SELF} blob: data:`,
  'media-src': `${SELF} blob:`,
}

/** Answers to programs: JSON, problem documents, long polls. */
export const ANSWER_POLICY = policy()

/** A file that somebody uploaded: opened as a document, it is a stranger to this server. */
export const FILE_POLICY = policy({ sandbox: '' })

/** The chat and the console. No string becomes markup or a script, not even by mistake: but for the address of the service worker. */
export const PAGE_POLICY = policy({
  ...OWN,
  'worker-src': SELF,
  'manifest-src': SELF,
  'require-trusted-types-for': "'script'",
  'trusted-types': 'worker',
})

/** The service worker of the chat, which asks for the page's own files. */
export const WORKER_POLICY = policy({ 'connect-src': SELF })

/** Swagger UI, which writes styles into its page. */
export const SWAGGER_POLICY = policy({ ...OWN, 'style-src': `${SELF} 'unsafe-inline'`, 'font-src': SELF })

/** A page without a script, whose only style sheet is `style`, inside it, and which has the icon of this server. */
export const plainPagePolicy = (style: string): string =>
  policy({
    'style-src': `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    'img-src': SELF,
  })
