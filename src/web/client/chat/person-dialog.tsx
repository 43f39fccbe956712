// Somebody, seen from wherever they are named: it comes when it is first asked for.
import { later } from './later'

export const PersonDialog = later(() => import('./person-view').then((file) => file.PersonView))
