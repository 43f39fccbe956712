// How a picture is looked at more closely, and left: by wheel, double click, keys, fingers; a swipe goes to the next one, or away.
import { signal } from '@preact/signals'

interface Point {
  x: number
  y: number
}

/** Pixels from the middle, and times its size. */
export interface View extends Point {
  scale: number
}

const WHOLE: View = { scale: 1, x: 0, y: 0 }
const LARGEST = 8
const CLOSER = 2.5
/** Pixels that a finger moves before it means it. */
const SWIPE = 70
const AWAY = 110

export interface Swiped {
  /** 1 is the next, -1 the previous. */
  onTurn: (by: 1 | -1) => void
  onAway: () => void
}

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y)
const between = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 })

export class Gestures {
  readonly view = signal<View>(WHOLE)
  /** Fingers, or the mouse, that are down. */
  private readonly down = new Map<number, Point>()
  private stage: HTMLElement | undefined
  /** Whether it was the picture that was pressed, and not what is around it. */
  onPicture = false

  constructor(private readonly swiped: Swiped) {}

  reset(): void {
    this.view.value = WHOLE
    this.down.clear()
  }

  /** Closer or further away, so that what is at that point stays there. */
  zoom(times: number, at: Point = { x: 0, y: 0 }): void {
    const { scale, x, y } = this.view.peek()
    const next = Math.min(LARGEST, Math.max(1, scale * times))
    const grown = next / scale
    this.set({ scale: next, x: at.x - (at.x - x) * grown, y: at.y - (at.y - y) * grown })
  }

  /** For the element that the picture is in. */
  readonly handlers = {
    onPointerDown: (event: PointerEvent) => {
      const stage = (this.stage = event.currentTarget as HTMLElement)
      this.onPicture = event.target !== stage
      stage.setPointerCapture(event.pointerId)
      this.down.set(event.pointerId, this.pointOf(event))
    },
    onPointerMove: (event: PointerEvent) => {
      const before = this.down.get(event.pointerId)
      if (!before) return
      const now = this.pointOf(event)
      const other = [...this.down].find(([id]) => id !== event.pointerId)?.[1]
      this.down.set(event.pointerId, now)
      if (other) this.pinch(before, now, other)
      else if (this.view.peek().scale > 1 || event.pointerType !== 'mouse') this.drag(before, now)
    },
    onPointerUp: (event: PointerEvent) => this.up(event),
    onPointerCancel: (event: PointerEvent) => this.up(event),
    onDblClick: (event: MouseEvent) => {
      this.stage = event.currentTarget as HTMLElement
      if (this.view.peek().scale > 1) this.reset()
      else this.zoom(CLOSER, this.pointOf(event))
    },
    onWheel: (event: WheelEvent) => {
      event.preventDefault()
      this.stage = event.currentTarget as HTMLElement
      this.zoom(Math.exp(-event.deltaY / 300), this.pointOf(event))
    },
  }

  private pinch(before: Point, now: Point, other: Point): void {
    const grown = distance(now, other) / Math.max(1, distance(before, other))
    this.zoom(grown, between(now, other))
  }

  private drag(before: Point, now: Point): void {
    const { scale, x, y } = this.view.peek()
    this.set({ scale, x: x + now.x - before.x, y: y + now.y - before.y })
  }

  private up(event: PointerEvent): void {
    if (!this.down.delete(event.pointerId) || this.down.size > 0) return
    const { scale, x, y } = this.view.peek()
    if (scale > 1) return
    this.view.value = WHOLE
    if (event.type !== 'pointerup') return
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) this.swiped.onTurn(x < 0 ? 1 : -1)
    else if (y > AWAY) this.swiped.onAway()
  }

  private set({ scale, x, y }: View): void {
    if (scale === 1) {
      // A finger that drags what is whole turns or leaves; a picture that was closer is whole again.
      this.view.value = this.down.size === 1 ? { scale, x, y: Math.max(0, y) } : WHOLE
      return
    }
    const { clientWidth = 0, clientHeight = 0 } = this.stage ?? {}
    const [far, low] = [(clientWidth * (scale - 1)) / 2, (clientHeight * (scale - 1)) / 2]
    this.view.value = {
      scale,
      x: Math.min(far, Math.max(-far, x)),
      y: Math.min(low, Math.max(-low, y)),
    }
  }

  /** From the middle of the stage. */
  private pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top, width, height } = this.stage!.getBoundingClientRect()
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
  }
}
