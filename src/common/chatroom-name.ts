// What a chatroom may be called, and how a name in an address is read.
import { ValidateBy } from 'class-validator'
import { wrongField } from './errors.js'
import { hasLength } from './lengths.js'
import { badInIdentifier } from './text.js'

/** Characters. */
const LONGEST = 100
const FIRST = /^[\p{L}\p{N}]/u

/** What a name is, in words, for error messages. */
export const CHATROOM_NAME_RULE =
  'must be 1 to 100 letters, digits, "_", "-" or "." and start with a letter or digit'

/**
 * What is wrong with a name in NFC. It has letters and digits of any script (with their combining marks), `_`, `-`, `.`; a letter
 * or digit first. Nothing that is not seen, such as a Hangul filler or a variation selector: two rooms would look the same, or
 * one like none; but the joiners where the spelling of Persian, Sinhala and others needs them (UAX 31, rules A1, A2 and B).
 */
function wrongWith(name: string): string | undefined {
  const bad = hasLength(name, 1, LONGEST) ? badInIdentifier(name) : ''
  if (bad === undefined && FIRST.test(name)) return undefined
  return `${CHATROOM_NAME_RULE}${bad ? `, and not have ${bad}` : ''}`
}

/** Names that the server alone gives begin so: those of direct chats. */
export const RESERVED = 'direct.'

const wrongInBody = (value: unknown): string =>
  (typeof value === 'string' && wrongWith(value.normalize('NFC'))) || CHATROOM_NAME_RULE

const wrongForNew = (name: string): string | undefined =>
  name.startsWith(RESERVED) ? `must not begin with "${RESERVED}"` : wrongWith(name)

/** The field `name` of a body, in NFC: what a new room may be called. */
export const IsChatroomName = (): PropertyDecorator =>
  ValidateBy({
    name: 'isChatroomName',
    validator: {
      validate: (value) => typeof value === 'string' && wrongForNew(value) === undefined,
      defaultMessage: (args) =>
        `name ${(typeof args?.value === 'string' && wrongForNew(args.value)) || CHATROOM_NAME_RULE}`,
    },
  })

/** The name of a room that there may be, in a body; it means what it is in NFC. */
export const IsExistingName = (): PropertyDecorator =>
  ValidateBy({
    name: 'isExistingName',
    validator: {
      validate: (value) => typeof value === 'string' && wrongWith(value.normalize('NFC')) === undefined,
      defaultMessage: (args) => `${args?.property} ${wrongInBody(args?.value)}`,
    },
  })

/**
 * The `chatroom_name` of an address as compared and stored: Unicode NFC.
 * @param field what it is called where it was given
 * @throws ChatError `validation_failed`
 */
export function chatroomName(text: string, field = 'chatroom_name'): string {
  const name = text.normalize('NFC')
  const wrong = wrongWith(name)
  if (wrong === undefined) return name
  const message = `${field} ${wrong}`
  throw wrongField(field, message)
}

/**
 * The name at the end of an address, percent-encoded or as it is: clients write both.
 * @throws ChatError `validation_failed`
 */
export function chatroomNameInAddress(segment: string): string {
  try {
    return chatroomName(decodeURIComponent(segment))
  } catch (error) {
    if (error instanceof URIError) return chatroomName('%')
    throw error
  }
}
