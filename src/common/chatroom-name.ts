// What a chatroom may be called, and how a name in an address is read.
import { ChatError } from './errors.js'

/**
 * 1–100 letters and digits of any script (with their combining marks), `_`, `-`, `.`; a letter or digit first. Nothing that
 * is not seen, such as a Hangul filler or a variation selector: two rooms would look the same, or one like none.
 */
export const CHATROOM_NAME = /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}][\p{L}\p{N}\p{M}_.-]{0,99}$/u

/** The same in words, for error messages. */
export const CHATROOM_NAME_RULE =
  'must be 1 to 100 letters, digits, "_", "-" or "." and start with a letter or digit'

/**
 * The `chatroom_name` of an address as compared and stored: Unicode NFC.
 * @throws ChatError `validation_failed`
 */
export function chatroomName(text: string): string {
  const name = text.normalize('NFC')
  if (CHATROOM_NAME.test(name)) return name
  const message = `chatroom_name ${CHATROOM_NAME_RULE}`
  throw new ChatError('validation_failed', `${message}.`, { errors: [{ field: 'chatroom_name', message }] })
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
