// The way to a new group: it comes when it is first asked for.
import { later } from './later'

export const CreateRoom = later(() => import('./new-group').then(({ NewGroup }) => NewGroup))
