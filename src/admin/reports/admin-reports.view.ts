// What members have reported, of all rooms, as moderators see it.
import { ApiProperty } from '@nestjs/swagger'
import { ReportView } from '../../membership/reports.view.js'

export class AdminReportView extends ReportView {
  /** In which chatroom; a direct chat's name, too. */
  @ApiProperty({ type: String, example: 'whatsapp_chatroom2' })
  chatroom: string
}

export class AdminReportPage {
  @ApiProperty({ type: [AdminReportView] })
  reports: AdminReportView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
