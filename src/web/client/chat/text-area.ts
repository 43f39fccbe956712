// What is done to a text where the cursor is: put in, taken out, wrapped.

/** Puts words in place of what is selected, as if they had been typed. @returns whether there was room for them */
export function putIn(box: HTMLTextAreaElement, words: string): boolean {
  const { selectionStart: start, selectionEnd: end, value, maxLength } = box
  if (maxLength >= 0 && value.length - (end - start) + words.length > maxLength) return false
  // By the browser's own hand, where that is possible: so that Ctrl+Z takes it back.
  if (document.activeElement === box && document.execCommand('insertText', false, words)) return true
  box.setRangeText(words, start, end, 'end')
  box.dispatchEvent(new InputEvent('input', { bubbles: true }))
  return true
}

/** Puts a sign around what is selected, or takes it away where it stands around it already. */
export function wrap(box: HTMLTextAreaElement, sign: string): void {
  const { selectionStart: start, selectionEnd: end, value } = box
  const wrapped = value.slice(0, start).endsWith(sign) && value.slice(end).startsWith(sign)
  const words = value.slice(start, end)
  if (wrapped) box.setSelectionRange(start - sign.length, end + sign.length)
  if (!putIn(box, wrapped ? words : sign + words + sign)) return
  const begin = wrapped ? start - sign.length : start + sign.length
  box.setSelectionRange(begin, begin + words.length)
}

/** By the key that is pressed with Ctrl, or ⌘: the sign that has the words shown so. */
const SIGNS: Record<string, string> = { b: '*', i: '_' }

/** Formats what is selected. @returns whether the key is one for that */
export function formatOnKey(event: KeyboardEvent, box: HTMLTextAreaElement): boolean {
  const { ctrlKey, metaKey, shiftKey, altKey, key } = event
  if (!(ctrlKey || metaKey) || altKey) return false
  const sign = shiftKey ? (key.toLowerCase() === 'x' ? '~' : undefined) : SIGNS[key.toLowerCase()]
  if (!sign) return false
  event.preventDefault()
  wrap(box, sign)
  return true
}
