// Says that something is wrong with a message: it comes when it is first asked for.
import { later } from './later'

export const ReportMessage = later(() => import('./report-view').then(({ ReportView }) => ReportView))
