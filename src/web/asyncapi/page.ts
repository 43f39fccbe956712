// The AsyncAPI document as a page to read: plain HTML, no script, its one style sheet allowed by its hash.
import type { Channel, Server } from './channels.js'
import { INTRODUCTION, type AsyncApiDocument } from './document.js'
import type { SocketMessage } from './messages.js'
import { CHANNELS, type ChannelKey, type Operation } from './operations.js'
import { STYLE } from './page.style.js'
import { sample } from './samples.js'
import type { Schema, Schemas } from '../openapi-schemas.js'

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)

/** The only Markdown that our words use: `code`, and blank lines between paragraphs. */
const words = (text = ''): string => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>')
const paragraphs = (text: string): string =>
  text
    .split('\n\n')
    .map((each) => `<p>${words(each)}</p>`)
    .join('')

const last = (reference: string): string => reference.split('/').at(-1)!

/** A schema’s type in a few words. */
function typeOf(schema: Schema): string {
  const { $ref, type, enum: values, allOf, oneOf, items, format } = schema
  if ($ref) return last($ref)
  if (values) return values.map((each) => JSON.stringify(each)).join(' | ')
  if (allOf?.[0]) return typeOf(allOf[0])
  if (oneOf) return oneOf.map(typeOf).join(' | ')
  if (items) return `${typeOf(items)}[]`
  return `${[type].flat().join(' | ')}${format ? ` (${format})` : ''}`
}

/** What bounds a value, as far as a reader cares. */
function boundsOf({ minLength, maxLength, minimum, maximum }: Schema): string {
  if (maxLength !== undefined) return `${String(minLength ?? 0)}–${String(maxLength)} characters`
  if (maximum !== undefined) return `${String(minimum ?? 0)}–${String(maximum)}`
  return minimum === undefined ? '' : `${String(minimum)} or more`
}

function fieldRow(name: string, schema: Schema, required: boolean): string {
  const bounds = boundsOf(schema)
  const notes = [words(schema.description), bounds && `<small>${bounds}</small>`].filter(Boolean).join(' ')
  return `<tr><th scope="row"><code>${escape(name)}</code>${required ? '' : ' <small>optional</small>'}</th>
    <td><code class="type">${escape(typeOf(schema))}</code></td><td>${notes}</td></tr>`
}

/** What a schema is one of: itself, unless it is a union. */
const membersOf = (schemas: Schemas, schema: Schema): Schema[] =>
  schema.oneOf?.map(({ $ref }) => schemas[last($ref!)]!) ?? [schema]

/** The fields of a schema; those that are objects of their own follow with a dotted name, unless they are messages, which have tables. */
function rows(schemas: Schemas, schema: Schema, start = '', optional = false): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const required = !optional && (schema.required?.includes(name) ?? false)
    const own = field.$ref ?? field.allOf?.[0]?.$ref
    const inner = own && !last(own).endsWith('Message') ? schemas[last(own)]! : {}
    const plain = inner.enum ?? inner.oneOf
    const row = fieldRow(start + name, plain ? { ...inner, description: field.description } : field, required)
    const members = membersOf(schemas, inner)
    const optionals = !required || members.length > 1
    return [row, ...members.flatMap((each) => rows(schemas, each, `${start}${name}.`, optionals))]
  })
}

const table = (caption: string, heads: string[], body: string): string =>
  `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><table><thead><tr>${heads.map((each) => `<th scope="col">${each}</th>`).join('')}</tr></thead><tbody>${body}</tbody></table></div>`

/** The fields of a named schema; of a union a table for each member. */
function fieldTables(schemas: Schemas, name: string): string {
  const { oneOf } = schemas[name]!
  if (oneOf)
    return oneOf.map(({ $ref }) => `<h4>${last($ref!)}</h4>${fieldTables(schemas, last($ref!))}`).join('')
  return table(`Fields of ${name}`, ['field', 'type', ''], rows(schemas, schemas[name]!).join(''))
}

/** The names of the parts of a drawer-like section. */
interface Shown {
  document: AsyncApiDocument
  channel: string
}

function messageCard({ document, channel }: Shown, key: string, answer: boolean): string {
  const message: SocketMessage = document.components.messages[key]!
  const { schemas } = document.components
  const examples = message.examples.map(
    ({ name, summary, payload }) =>
      `<figure><figcaption>${words(summary ?? name)}</figcaption><pre tabindex="0"><code>${escape(JSON.stringify(payload, null, 2))}</code></pre></figure>`,
  )
  return `<details id="${channel}-${key}"><summary><code>${escape(message.name)}</code> <b>${words(message.title)}</b>${answer ? ' <i>answer</i>' : ''}</summary>
    <p>${words(message.summary)}</p>
    ${fieldTables(schemas, last(message.payload.$ref!))}
    ${examples.join('')}</details>`
}

function operationSection(shown: Shown, operation: Operation): string {
  const cards = (messages: { $ref: string }[], answer: boolean) =>
    messages.map(({ $ref }) => messageCard(shown, last($ref), answer)).join('')
  const yours = operation.action === 'receive'
  return `<section class="operation"><h3><span class="way ${yours ? 'out' : 'in'}">${yours ? '→ you send' : '← you get'}</span> ${words(operation.title)}</h3>
    <p>${words(operation.summary)}</p>${cards(operation.messages, false)}${cards(operation.reply?.messages ?? [], true)}</section>`
}

function errorCodes(codes: AsyncApiDocument['x-error-codes']): string {
  const body = Object.entries(codes).map(
    ([code, { title, close_code, retryable }]) =>
      `<tr><th scope="row"><code>${code}</code></th><td>${words(title)}${retryable ? ' <small>may succeed later, unchanged</small>' : ''}</td><td><small>closes with <code>${close_code}</code></small></td></tr>`,
  )
  const heads = ['code', 'meaning', 'where it lets nobody in']
  return `<section aria-labelledby="errors"><h2 id="errors">Error codes</h2>
    <p>What stands in the <code>code</code> of an error, whichever door it comes through.</p>${table('Error codes', heads, body.join(''))}</section>`
}

function closeCodes(codes: Record<string, string>): string {
  const body = Object.entries(codes).map(
    ([code, meaning]) => `<tr><th scope="row"><code>${code}</code></th><td>${words(meaning)}</td></tr>`,
  )
  return table('Close codes', ['code', 'meaning'], body.join(''))
}

/** What may stand in the address and headers of the handshake. */
function bindingTable({ query, headers }: NonNullable<Channel['bindings']>['ws']): string {
  const each = [
    ...Object.entries(query.properties ?? {}).map(([name, schema]) => fieldRow(`?${name}=`, schema, false)),
    ...Object.entries(headers.properties ?? {}).map(([name, schema]) => fieldRow(`${name}:`, schema, false)),
  ]
  return `<h3>In the handshake</h3>${table('In the handshake', ['where', 'type', ''], each.join(''))}`
}

function channelSection(document: AsyncApiDocument, key: ChannelKey): string {
  const channel = document.channels[key]
  const door = last(channel.servers[0]!.$ref)
  const server: Server = document.servers[door]!
  const operations = Object.values(document.operations).filter(({ channel: { $ref } }) => last($ref) === key)
  return `<section aria-labelledby="${key}"><h2 id="${key}">${words(channel.title)}</h2>
    <pre class="address" tabindex="0"><code>${escape(sample(key, server))}</code></pre>
    <p>${words(channel.description)} ${words(server.description)}</p>
    ${channel.bindings ? bindingTable(channel.bindings.ws) : ''}
    ${operations.map((operation) => operationSection({ document, channel: key }, operation)).join('')}
    <h3>${door === 'plain' ? 'Close codes' : 'Close codes: the <code>code</code> of <code>closing</code>'}</h3>
    ${closeCodes(channel['x-close-codes'])}</section>`
}

/** The whole page. */
export function socketsPage(document: AsyncApiDocument): string {
  const { title } = document.info
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="../favicon.ico"><title>${words(title)}</title><style>${STYLE}</style></head><body>
<header><nav aria-label="Pages"><a href="../">Chat</a><a href="../console">Console</a><a href="../docs">REST</a><a href="sockets" aria-current="page">Sockets</a><a href="asyncapi.json">AsyncAPI 3</a></nav>
<h1>The socket doors</h1>${paragraphs(INTRODUCTION)}
<p class="jump">${CHANNELS.map((key) => `<a href="#${key}">${words(document.channels[key].title)}</a>`).join('')}<a href="#errors">Error codes</a></p></header>
<main>${CHANNELS.map((key) => channelSection(document, key)).join('')}${errorCodes(document['x-error-codes'])}</main>
</body></html>`
}
