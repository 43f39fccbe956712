// Who is connected to which node, as far as this node has heard: pure, without clock, bus or database.

/** What is kept of other nodes at the most: whoever may write to the bus can make up any number. About 100 bytes for each person. */
const MOST_NODES = 256
const MOST_PEOPLE = 500_000

/** Some people, and what is easily compared with what somebody else believes of them. */
class People {
  readonly ids = new Set<string>()
  /** The last 32 bits of all ids, added without carry: the same whatever the order. */
  digest = 0

  add(id: string): boolean {
    if (this.ids.has(id)) return false
    this.ids.add(id)
    this.toggle(id)
    return true
  }

  delete(id: string): boolean {
    if (!this.ids.delete(id)) return false
    this.toggle(id)
    return true
  }

  isOf(count: number, digest: number): boolean {
    return this.ids.size === count && this.digest === digest
  }

  private toggle(id: string): void {
    this.digest = (this.digest ^ parseInt(id.slice(-8), 16)) >>> 0
  }
}

interface Node {
  people: People
  /** What was heard since its count or digest was another: the truth, as soon as these are the same. */
  gathered?: People | undefined
}

export class Roster {
  private readonly own = new People()
  private readonly others = new Map<string, Node>()

  /** @param self this node's id */
  constructor(
    readonly self: string,
    private readonly most = { nodes: MOST_NODES, people: MOST_PEOPLE },
  ) {}

  /** Who is connected here. */
  get here(): ReadonlySet<string> {
    return this.own.ids
  }

  /** How many are connected here, and the digest of who they are. */
  get summary(): [count: number, digest: number] {
    return [this.own.ids.size, this.own.digest]
  }

  isOnline(userId: string): boolean {
    return this.own.ids.has(userId) || this.isElsewhere(userId)
  }

  /** Whether they are connected to another node. */
  isElsewhere(userId: string): boolean {
    for (const { people } of this.others.values()) if (people.ids.has(userId)) return true
    return false
  }

  knows(nodeId: string): boolean {
    return this.others.has(nodeId)
  }

  /** There is another node. @returns whether it is kept: not more than so many are */
  meet(nodeId: string): boolean {
    if (this.others.size >= this.most.nodes) return false
    this.others.set(nodeId, { people: new People() })
    return true
  }

  /** @returns whether that is new */
  add(nodeId: string, userId: string): boolean {
    if (nodeId === this.self) return this.own.add(userId)
    const node = this.others.get(nodeId)
    if (!node || (!node.people.ids.has(userId) && this.elsewhere >= this.most.people)) return false
    node.gathered?.add(userId)
    return node.people.add(userId)
  }

  /** @returns whether that is new */
  delete(nodeId: string, userId: string): boolean {
    if (nodeId === this.self) return this.own.delete(userId)
    const node = this.others.get(nodeId)
    node?.gathered?.delete(userId)
    return node?.people.delete(userId) ?? false
  }

  /**
   * A node says how many are connected to it, and the digest of who they are.
   * @returns who is not connected to it after all, contrary to what was heard; undefined when it has to be asked who is
   */
  compare(nodeId: string, count: number, digest: number): string[] | undefined {
    const node = this.others.get(nodeId)
    if (!node) return []
    const { people, gathered } = node
    if (people.isOf(count, digest)) {
      node.gathered = undefined
      return []
    }
    if (!gathered?.isOf(count, digest)) {
      node.gathered = new People()
      return undefined
    }
    this.others.set(nodeId, { people: gathered })
    return [...people.ids].filter((id) => !gathered.ids.has(id))
  }

  /** A node is no more. @returns who was connected to it */
  forget(nodeId: string): string[] {
    const node = this.others.get(nodeId)
    this.others.delete(nodeId)
    return [...(node?.people.ids ?? [])]
  }

  /** How many are connected to other nodes. */
  private get elsewhere(): number {
    let count = 0
    for (const { people } of this.others.values()) count += people.ids.size
    return count
  }
}
