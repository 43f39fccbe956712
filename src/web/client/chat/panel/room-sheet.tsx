// All there is to know and to do about a room, at the side: it comes when it is first asked for.
import { later } from '../later'

export const RoomSheet = later(() => import('./sheet').then(({ Sheet }) => Sheet))
