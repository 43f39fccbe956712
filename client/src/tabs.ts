// Which of the tabs that share a store holds the connection, and how they talk to each other.
import { locks, machine, type Channel } from './platform.js'

export interface TabsListener {
  /** This tab holds the connection from now on, until it is closed. */
  leading(): void
  /** Another tab says something. */
  heard(message: unknown): void
}

export class Tabs {
  private readonly channel: Channel | undefined
  private readonly closing = new AbortController()
  private release: () => void = () => undefined
  private leads = false

  /**
   * @param name the same in all tabs that belong together; undefined for a tab that is alone. Where a browser has no locks, or no
   *   channels, every tab leads.
   */
  constructor(
    private readonly name: string | undefined,
    private readonly listener: TabsListener,
  ) {
    const { BroadcastChannel } = machine
    const shared = name !== undefined && locks() && BroadcastChannel
    if (!shared) return
    this.channel = new BroadcastChannel(name)
    this.channel.addEventListener('message', ({ data }) => listener.heard(data))
  }

  /** Begins: some day, or at once, this tab leads. */
  start(): void {
    if (!this.channel) return this.lead()
    const held = new Promise<void>((resolve) => (this.release = resolve))
    const { signal } = this.closing
    locks()!
      .request(this.name!, { signal }, () => {
        this.lead()
        return held
      })
      .catch(() => undefined)
  }

  /** Whether this tab holds the connection. */
  get leading(): boolean {
    return this.leads
  }

  /** Says something to all other tabs. */
  post(message: unknown): void {
    this.channel?.postMessage(message)
  }

  close(): void {
    this.leads = false
    this.closing.abort()
    this.release()
    this.channel?.close()
  }

  private lead(): void {
    this.leads = true
    this.listener.leading()
  }
}
