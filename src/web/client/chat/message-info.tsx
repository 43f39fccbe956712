// What became of a message: it comes when it is first asked for.
import { later } from './later'

export const MessageInfo = later(() =>
  import('./message-info-view').then(({ MessageInfoView }) => MessageInfoView),
)
