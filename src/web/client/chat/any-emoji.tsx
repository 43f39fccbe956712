// The picker of all emoji, in a dialog: for a reaction that is not among the usual ones.
import { Dialog } from './dialog'
import { EmojiPicker } from './emoji'

export const AnyEmoji = ({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) => (
  <Dialog title="React" class="emoji-dialog" onClose={onClose}>
    <EmojiPicker onPick={onPick} />
  </Dialog>
)
