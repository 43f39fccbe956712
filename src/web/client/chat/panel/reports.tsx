// Messages that members have reported: looked at, deleted or left as they are.
import { isGone, nameOf, quoteOf, type Message } from '../../shared/wire'
import type { Report } from '../answers'
import { Alert, useAttempt } from '../attempt'
import { isMine } from '../changes'
import { chat } from '../me'
import { PageList, usePages } from '../pages'
import { QuoteView } from '../quote'
import { moment } from '../times'
import type { ViewProps } from './sheet'

export function ReportList({ room }: ViewProps) {
  const { name } = room
  const pages = usePages((cursor) => chat().rooms.reports(name, { limit: 100, ...(cursor && { cursor }) }))
  const { busy, problem, run } = useAttempt()
  const close = async ({ seq }: Report) => {
    if (await run(() => chat().rooms.closeReports(name, seq))) await pages.reload()
  }
  const remove = (report: Report) => {
    room.send({ type: 'delete', target_seq: report.seq })
    void close(report)
  }
  return (
    <>
      <Alert problem={problem} />
      <PageList pages={pages} label="Reported messages" empty="No reported messages.">
        {(report) => (
          <li key={`${report.seq} ${report.user.id}`} class="report">
            <QuoteView quote={quoteOf(report.message as Message)} />
            {isMine(report.message as Message) && <small class="quiet">You sent this message.</small>}
            <p dir="auto">{report.reason}</p>
            <small class="quiet">
              <bdi>{nameOf(report.user)}</bdi>, {moment(new Date(report.created_at))}
            </small>
            <span class="choices">
              <button class="button small" type="button" disabled={busy} onClick={() => void close(report)}>
                Dismiss
              </button>
              {!isGone(report.message) && (
                <button
                  class="button small danger"
                  type="button"
                  disabled={busy}
                  onClick={() => remove(report)}
                >
                  Delete message
                </button>
              )}
            </span>
          </li>
        )}
      </PageList>
    </>
  )
}
