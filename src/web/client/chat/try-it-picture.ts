// Draws the picture of the conversation that is tried: a lake in the evening, so that none has to be sent along.

const WIDTH = 1200
const HEIGHT = 800
const SHORE = 470

export function drawLake(): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const pen = canvas.getContext('2d')!
  drawSky(pen)
  drawHills(pen)
  drawWater(pen)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('No picture'))), 'image/jpeg', 0.85),
  )
}

function fade(pen: CanvasRenderingContext2D, from: number, to: number, colours: string[]): CanvasGradient {
  const gradient = pen.createLinearGradient(0, from, 0, to)
  for (const [nth, colour] of colours.entries()) gradient.addColorStop(nth / (colours.length - 1), colour)
  return gradient
}

function drawSky(pen: CanvasRenderingContext2D): void {
  pen.fillStyle = fade(pen, 0, SHORE, ['#2b3a67', '#a4567c', '#f08a5d', '#ffd27a'])
  pen.fillRect(0, 0, WIDTH, SHORE)
  pen.fillStyle = '#fff1c4'
  pen.beginPath()
  pen.arc(760, 400, 46, 0, 2 * Math.PI)
  pen.fill()
}

function drawHills(pen: CanvasRenderingContext2D): void {
  for (const [nth, colour] of ['#7b4b73', '#4c3560', '#2a2447'].entries()) {
    pen.fillStyle = colour
    pen.beginPath()
    pen.moveTo(0, SHORE)
    for (let x = 0; x <= WIDTH; x += 10) {
      const height = 90 - nth * 26
      pen.lineTo(
        x,
        SHORE - height * (0.6 + 0.4 * Math.sin(x / (150 - nth * 30) + nth * 2)) - (nth === 2 ? 6 : 20),
      )
    }
    pen.lineTo(WIDTH, SHORE)
    pen.fill()
  }
}

function drawWater(pen: CanvasRenderingContext2D): void {
  pen.fillStyle = fade(pen, SHORE, HEIGHT, ['#e79a6b', '#8d5a80', '#273259'])
  pen.fillRect(0, SHORE, WIDTH, HEIGHT - SHORE)
  // The sun's way on the waves, wider the nearer.
  for (let y = SHORE + 6; y < HEIGHT; y += 11) {
    const width = 60 + (y - SHORE) * 0.5 + 30 * Math.sin(y)
    pen.fillStyle = `rgb(255 226 160 / ${0.75 - (y - SHORE) / 500})`
    pen.fillRect(760 - width / 2 + 14 * Math.sin(y * 3), y, width, 4)
  }
  // A jetty.
  pen.fillStyle = '#1d1a33'
  pen.beginPath()
  pen.moveTo(60, HEIGHT)
  pen.lineTo(330, 560)
  pen.lineTo(366, 560)
  pen.lineTo(300, HEIGHT)
  pen.fill()
}
