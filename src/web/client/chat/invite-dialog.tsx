// The page was opened with an invite link: what it needs comes when there is one.
import { later } from './later'

export const InviteDialog = later(() => import('./invite-view').then(({ InviteView }) => InviteView))
