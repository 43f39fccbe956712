// The emoji picker, for whoever shows one: its code and its emoji come when it is drawn.
import { later } from './later'

export const EmojiPicker = later(() => import('./emoji-picker').then((each) => each.EmojiPicker))
