// Characters that may not be in a name or a description, because they are not seen and change what is.

/** Control characters other than line breaks and tabs. */
const CONTROL = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]'
/** What turns the direction of the text around it, so that `gpj.exe` reads as `exe.jpg`; marks alone turn nothing. */
const BIDI_OVERRIDE = '[\\u202a-\\u202e\\u2066-\\u2069]'

/** Text of several lines that shows all there is in it. */
export const PLAIN_TEXT = new RegExp(`^(?!.*(?:${CONTROL}|${BIDI_OVERRIDE}))`, 'su')
export const PLAIN_TEXT_RULE = 'must not have control characters or characters that turn its direction'

/** The same for one line. */
export const PLAIN_LINE = new RegExp(`^(?!.*(?:${CONTROL}|${BIDI_OVERRIDE}|[\\t\\n\\r\\u2028\\u2029]))`, 'su')
