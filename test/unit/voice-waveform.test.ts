// How loud a voice message is, in the numbers that it is sent with.
import { array, assert, float, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWaveform } from '../../src/common/waveform.js'
import { waveformOf } from '../../src/web/client/chat/waveform.js'

describe('the waveform of a recording', () => {
  it('is one that the server takes, whatever was recorded', () => {
    const samples = array(float({ min: -1, max: 1, noNaN: true }), { maxLength: 500 })
    const right = property(samples, (each) => {
      expect(waveformOf(each)).toSatisfy(isWaveform)
    })
    assert(right)
  })

  it('is silent of silence', () => {
    expect(Math.max(...waveformOf(new Float32Array(8000)))).toBe(0)
    expect(Math.max(...waveformOf([]))).toBe(0)
  })

  it('has the loudest part at 100, however quiet it is, and all others in relation to that', () => {
    const samples = new Float32Array(6400)
    samples.fill(0.02, 0, 3200)
    samples[4000] = -0.04
    const wave = waveformOf(samples)
    expect(wave[0]).toBe(50)
    expect(wave[31]).toBe(50)
    expect(wave[40]).toBe(100)
    expect(wave[63]).toBe(0)
  })
})
