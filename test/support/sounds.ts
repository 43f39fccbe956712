// Sounds and films for tests, put together from a few real packets: a tone that is soft for its first half, and loud for its second.
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  OggOutputFormat,
  Output,
  WebMOutputFormat,
  type OutputFormat,
} from 'mediabunny'

/** Of 60 ms each: 440 Hz, mono, by Chromium's encoder. */
const OPUS_PACKETS = [
  'GOBFiOz9AJwmwXm4DQnRwudM7TYkc6utDGIKzhBItH/0QefahhoH2snNdWaRIwl58qZg+vJ7WJ4=',
  'GOHfbi9BEutKeUTNbWhEwHFtna+8CxiabXyfyk05MQdZbdyZgzhRg+A=',
  'GOHSnOrzOsCLeVvgeACXvUeA3GoLAzQ013G6DLMaKRsqzCzdE6WEm5A=',
  'GIHSxBlI/XTT36o2MTsEsHCYMstLmnEORmZE26j/+irjTbblFO0E4cA=',
  'GAlNYhzUuBu7tSc9AAwOnirDdjSS7FADwNIClNNSyWBbCTbmMA==',
  'GAlNYhzS3hlimdvf18nXOkOvuDlfjl8s8AtNBJP/ZsXd4ZqQmUj458A=',
  'GAlNYhzUvKBRM1HbnyJFsHDUbzg1fMGh6Rq2B4YW5+U77ZU0v4oI',
  'GAlKP8jL2EFGpm5d/3AR/nxETwY8Z9oyqUrOw37frIE+cYK+vGo=',
  'GAlNYhzSw8mo1+6vfa+fWGRx2tmXembvDohk/ggl6IZatmwmF3vB60Cp',
  'GAlNYhzUuF7FTT/caq51YJAwrXKYSO4Z3FPyfS416IKywlTMhD/NgA==',
  'GAlNYhzUsKOAkZzsLeaL58yXQ7eXKefB9dXx8wfksZ/ppk36+Z5VaFo=',
  'GAlNYhzUsC2LZqrG4C6nvZMJ81PDM1VFrtgHJk+Kn+tlgJXSgzW/',
  'GAlKP8jL2EHcOI0LHgDLJnhP0zNcI34zeTKILq1mLFeK4eBgQMfA',
  'GAlNYhzSw71BhdXbi+hoJUPYFZB/6x7QU2uRjfPzeZB6M0HrF5RJD9o=',
  'GAlNYhzUuCFu8btUwZRikit5qtOlHhhYVBM4iBZoh4xFPfA=',
  'GAlNYhzUuO0MyXEcliJYqbveRfwoWozX5fu4U/9BM/0XGuGhC4HA',
  'GAlNYhzUsIXVb3KR6g/55STIEtG/fMp1ra8GISHcvNGoGXR8KUEw',
  'GAlKP8jL2EEwEmZQkiZVsueYF1N+55JLZZSIjk9p6uiLrLdhn2Hg',
  'GAlNYhzS6z8RT5ftCpQRmFnEMyyKKHrADP3Gkldg5QCbu+FAmmLmOtGA',
  'GAlNYhzUuF7FTT/caq51YJAwuUsTVLQ7xHirhOSWVtif1WKHqxg=',
  'GAlNYhzUsJpfQyP6ceiWZ+0TN9hiVsZBzn4PQdNYHAm7pnon5vw=',
  'GAlNYhzUsC2LZqrG4C6nvZMJ81QoXZOVrsg7vzbTjrS0MJInvpTSQA==',
  'GAlKP8jL2Mm9un9VeW/bNxHyIifBDlPiCvA3QYE8WLc/Tgyx+++A',
  'GAlNYhzSw/JIEowzmCFWGSSLuoCaZaz5ZzB40WfxiM+ik7v58UMuEA==',
  'GAlNYhzUvCrV9VWRsFaP2LLpMg33JA2rS9PXXElxeBKe+ycfMJ8=',
  'GO2YX9cb95IKpDPdOgYnobzXY9ymfEsPVcRPmKKbRVlydxS22Tr31mz+htU7eU1yn7jmIdJKKMafAnIO',
  'GOs54r/7kBjZZHcbQn3eH4cNsoMkxQwGrjhrS/Oox39/JMrFoQwL0z5FFDGzrAs9ugZRKgrS',
  'GOs54r/7kBt9ClbShsU0CuMFzwBdQSg3h/8y68Sbmb9x+kQmxTi+Y4SGAdDTyGGa3VQ=',
  'GOs54r/7kBtoySGOdacFXAWF44BPsjFp6LinV0YCDlVSRp2Jndh6DTaqdUt7Ti68XkA=',
  'GOs54r/7kBuFmcZ5qOiCDebTKd3Qmk8JtoCl3wRlovToXiSqCxpH9HPtwUE2Xlk=',
  'GOs54r/6cTWM33Ggf3GyMt+1y+j05yfETcPK5G6NAIJLyQUmp7Fuau5T/k/Yx5NrIzU5QA==',
  'GOs54r/7kBq99BMkNcC3NIvl5sLfBOJjXYcpVJd/5piGsR61WJdh/+RPk+7ZWQmIvw==',
  'GOs54r/7kBq/0QT4cyQcWZs44sTgkyaOarqJW5jpXTiDzhcHwlr5fKOOTltqhOTdymDLv9DXxiSg1Ax8dDYQwjyA',
  'GOumkkJ4G/WMy6KI7mX/goLD0+JB+njI8YzDETgVUxiIOb3dpVL4CbrwCsMoAZkxff85iIGQDE3CTDUl0A==',
  'GOup/fLBNOLcTFt+w2f2gZr6bt+5ahFPvAWGwHpl2MMwVhQyYfjSdtwAklXG+OqOoHhOVKl9zJvTTRhvYlD1U44=',
  'GOup/fLBNOKFXyii7DvFGDSa/g2pRtVJlks8nYHu9mHdS+hSpS/YnWT7sugT5ZYrSQi1jonaESoCrIPhgA==',
  'GOup/fLBNOKFWJj5zWPX1/Um+EMoMtrmXdfRQrL05poqkKQQTJEGDdr/SjSvM9Tg4LV4MQTNrxUP8xsvsLg=',
  'GOup/fOLtXWGuxoinmFiYU/GCLI5Bjk1rqtWQ7KlwTUwLtjSo12MryP8Kt/6PLf7If+iBDpPqAk0',
  'GOumkkJ4G/WMy6QMj0HnLfGJXBJqVZ7yoAQkNnMNnTdNBx81iQV6TtnYW34ZnxZZ5LJjt0P8ueUe',
  'GOwWrfLBNOLcTBKMXudV9A7KHN2Rfpjwjg/J/yCPp/Us6gUkDcqYvfXMETgGSHEbH4QeIKm8Yy12Pq7RkNYzlkvOvYA=',
  'GOwWrfLBNOojYgNjz5TbgEbfQfk5KbpIpd8d08qXL+T+4sxdh3EAeb3y/1OuQ4CdAyeAcwDwwYg=',
  'GOwWrfLApGkAMctw6zsuK1T6oj0/hvseyYxv1OARbh5EvKhKdZyxiWqkqu69wWW6R26EcA==',
  'GOwWrfOLtXWGuxQSnRDldKkLmifOFp5jrGMlv0Nb0BW8OlIAEDjADtNvIb3EMQtz2U4MvwkqlbtbnBBY',
  'GOwTQkJ5dT5k//gE0KZilkXgeYsLaOBpsw8bhgK0YsleHmrzLP90k8w1LBMapWMi3zMHQ/m2UyynioVe5g==',
  'GOwWrfLBNOLcTFoAu3AaEWV2usAcQVbX/Bo/NS215fTC5gcrBXArQ3ctHwkRyAE+oFM3ENGHWkbe8d20/D4bgko=',
  'GOwWrfLBNOKFXexGylRRQhLYNA8hx6W5x5Fik7D2Zx+KTPAtFslL7i7PE5lYajRx/YpciCcV2w==',
  'GOwfgKNxbPsiTsyyfFmhjd8VD110pxUsYjCIBXzdIGJ0+HyzN2sII+FC4BWqasQAhd+/1LVltM2ii18dcVYHfA/i',
  'GOwWrfOLtXRp/T3WHgrGnyHmWIRdMkz0JjcsanaGjy8zCUHd80+LWQaMbMXgrrpO997cbG+8',
  'GOwTQkJ4G/WMy6wG/8d03z93+eQpQWT5Stx9Xtjssjcm7zRBlDE/9m3Dre9RnHZrP+/eEMQYgozeIA==',
  'GOwWrfLBNOLcTFYgdamTulxQDUVGasfmK2rkmeqL8O72TyeGFLeKfWOBfOnl7Rx32nZ9yZbEiCA5IHdBde34',
  'GI5E6JW0kuEOPaw1EA77/LX+mKfBjXuRPe2vuZk2RiJcWmDmJKEjnA3+JSAYnC4mLpA=',
]
const OPUS = {
  codec: 'opus',
  numberOfChannels: 1,
  sampleRate: 48_000,
  description: bytes('T3B1c0hlYWQBATgBgLsAAAAAAA=='),
}

/** What is in an AAC packet does not matter to who only counts them: 1024 samples each. */
const AAC_PACKETS = Array.from({ length: 100 }, () => 'ARgg')
const AAC = {
  codec: 'mp4a.40.2',
  numberOfChannels: 1,
  sampleRate: 48_000,
  description: new Uint8Array([0x11, 0x88]),
}

/** The beginning of a frame of VP8, 320 × 240. */
const FRAME = 'EAAAnQEqQAHwAA=='

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}

interface Track {
  packets: string[]
  /** Seconds of each. */
  duration: number
}

async function muxed(
  format: OutputFormat,
  add: (output: Output) => () => Promise<void>,
): Promise<Buffer<ArrayBuffer>> {
  const target = new BufferTarget()
  const output = new Output({ format, target })
  const write = add(output)
  await output.start()
  await write()
  await output.finalize()
  return Buffer.from(target.buffer!)
}

function sound(
  format: OutputFormat,
  codec: 'opus' | 'aac',
  { packets, duration }: Track,
): Promise<Buffer<ArrayBuffer>> {
  const decoderConfig = codec === 'opus' ? OPUS : AAC
  return muxed(format, (output) => {
    const source = new EncodedAudioPacketSource(codec)
    output.addAudioTrack(source)
    return async () => {
      for (const [nth, data] of packets.entries())
        await source.add(new EncodedPacket(bytes(data), 'key', nth * duration, duration), { decoderConfig })
    }
  })
}

const tone = { packets: OPUS_PACKETS, duration: 0.06 }
const silence = { packets: AAC_PACKETS, duration: 1024 / 48_000 }

/** 3 s of Opus. */
export const oggOpus = () => sound(new OggOutputFormat(), 'opus', tone)
export const webmOpus = () => sound(new WebMOutputFormat(), 'opus', tone)
export const matroskaOpus = () => sound(new MkvOutputFormat(), 'opus', tone)
export const mp4Opus = () => sound(new Mp4OutputFormat(), 'opus', tone)
/** 2 s of AAC. */
export const mp4Aac = () => sound(new Mp4OutputFormat(), 'aac', silence)
export const quickTimeAac = () => sound(new MovOutputFormat(), 'aac', silence)

/** 3 s of film, 320 × 240, filmed with the camera turned. */
export const mp4Film = () =>
  muxed(new Mp4OutputFormat(), (output) => {
    const source = new EncodedVideoPacketSource('vp9')
    output.addVideoTrack(source, { rotation: 90 })
    const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 320, codedHeight: 240 }
    return async () => {
      for (let nth = 0; nth < 30; nth++)
        await source.add(new EncodedPacket(bytes(FRAME), 'key', nth / 10, 0.1), { decoderConfig })
    }
  })

/** 2 s of MP3, by LAME. */
export const MP3 = Buffer.from(
  '//JYxAAAAAAAAAAAAFhpbmcAAAAHAAAAOwAAEQQKCg4OExMXGxsfHyMjKCwsMDA0OTk9PUFBRUpKTk5SUlZaWl9fY2dna2twcHR4eHx8gYWFiYmNjZGWlpqanp6ip6erq6+zs7i4vLzAxMTIyM3N0dXV2dne4uLm5urq7/Pz9/f7AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA//MoxAAM0I5MAMaShV3s7Z2ztnbO2ds7a+uxYigCKgUADoGLbnFZgZOkg8CKjLAAAgCAoJEaNGjRo25hgAAAAhUNgMcSJEiR//MoxAcNEHJwMDaYZSJAIFAIBdlyU0QBLDrSpgahycnq1atdZsFBQUFAoKCgoMFBQUFAoKCgoMFBQ1X6jpQJkcItwgUKBgWY//MoxA0PEGYcAKe2gIHVBGRYLgaXIABgyAHGEEhVoyqUrBQDNXRX/3q/+zf6r9yPs+9l9f+jZtLXeqT6FeU0OtZYEkaIQBgI//MoxAsOgGYcAAe0LATmA6FEYjjpBk+huGAkA+XqNlHMKLFgzqy6ya7m/d/+3f+d3kP1/Tf/7PuKz/qswn70dbgjeDACDAHA//MoxAwPEGocAAe0LKTAuCeMVNvwy5A3jBHA9M2dNtcMOMFgbqS+xmCGhf03/+r/q9/rs6L27P6vpnlfQpX6zhTJogwwRDwU//MoxAoOuGYcAKe2gAgFmYB6wyMQMjS+AKMGcBcw0nClEOlC2YKobgt7fuR9i9d279vJ//tX/8jt2lbvW5rKWw81pgKVQWAF//MoxAoO+GYcAAe0LDABAiMCgJcxV25zL2DNMCMBQuCa20YIgJAXWltoN+37/2dV//Ob0fZ96F//Tt2Fr/XbzsWo83dPQQgC//MoxAkOGGYgAAeyLIAAiMBsJEw8GczIZDJMDADA0kDv9MQFCyB5y2Cff+7/13b/37kfq+hev/T9pX9div///W6CZirnq8Eg//MoxAsOyGocANe2gOCmB1zZkWDamluBqYNADxiBQYHRiIpWRBdBd0H9P6fo+xOn8r7/Xb6rf/vq0Xo+lVXGXRlrLDkvQaAE//MoxAoPIGocAAe0LGAMA6YGYRRjFM2GbCF0YGABojCGm1mBLl+nFl1nL/yt/R+U/2K03/+m8ls/rfVpuT8iteUctgFoiO4g//MoxAgOmGocAAeyLACgKBaYCwVxhqvQGO0HgYF4HZson1kBkiId7J+9mGP+Wu6NvXo/Xou9Vn3o/9f13o+xav///eqGtInU//MoxAgOuGYcANe2gFYwwIZkKdRsZEZaBpPAsGDSBOYqUmHTwXJlK4Am6gOdzfnf2/Z/znR+v3Nu/9u3Yi31WcozDTlMNUCL//MoxAgPEGYcAAa8KDpiyxvPZjbrtmd8FOYHoABIAaYD4PQEAcL4u9LbR3ub88r7ft3/v5H7VfRdX/o27U3/czoV7el0SbKo//MoxAYNwGogAAeyLKDIA4WAkMAUJswcm2TEPDVMBgC4zhjxVEiUWHvor/Av/1//p/5XRf/6bkf/d6LkfQvO5don7VwW/MgG//MoxAoNSGogAAa6KDiwTczSz+sZTFYJDBAIDBEgwoDq5InUr4B//qv/9H/Vpu9Vv6Nn+6r3/tWq3TSl/XKYikUYQOa2Ua0f//MoxA8MGGIkAAa6KNHjIzCQwjgEGBQwhcE1NodpgW/9d3/p/6/d+z///Vru/bXlqWwy2JR8gACGQHRAEIYDLBxgmBcGAOBG//MoxBkMoGYkAAeyLAo8JQJgk2YOo7xr/2f/u/7P//T/+z7C937Fwu4W38YmgAMCwJMNBGNf+GPRBqMRwhMaZMhqCpJd8Yrg//MoxCEL8GIkAAd0LJnP+v///06b////1a/OJbkzGn+a6upBUxoQ3kc25+E/EGEoIsQgmYDj4IAcUFf6lBn/1fq+r/lf+qzo//MoxCwNAGIgAAa6KNn/316J9X2L7Zlz7M9VmLAA5YAkIAmzApbpMHoNUEATBCATELEEQL3Tt8z3ftT/9v/Z0f/oVq/0/lLv//MoxDMM6GYgAAeyLFLOpnSP+uwu+YAwBhgYgqmLIguZiIPpghARGOLGXxgwippG6QHD//Vd/6v+v//p//31a7U/qrs1KX9c//MoxDoNMGIkAAe0LGWqhUBjpw2RudkB/iIgYSgMBYAEGKg+oFDNNV1/6//1/9Wi/9n//76tVn6K5alrssyUVIQBhgCMEhLG//MoxEAMIGogAAa6KA8NoGJKGcSARixZ3JhBaJTyz141/7P/37/39v6/cnr/2/av9dvCvhXdhc5dQwBQETAqBgMUlJYy0gjD//MoxEoM+GYgAAeyLAPQJTHlTOWASMVjhynwBz/2//u//o//T/+39V/ruUMqh51V/IWhiI4hsx3SRTQOAlAQUYBAZEIRA4A8//MoxFEMwGYkAAe0LLRiVWtvp/KX/9if+rR//07P91ftR9ql7ZjTtNJUOGABRCBAYBASZhetSmNgGSBQHCYE7aAEIha807aM//MoxFkNIGogAAa8KP/n0f/du/bvT9q/ov/9H2qt+9XOxfoH3VsLnmAEAoYEoNZiSKBmUSE2YGwExjiRoZoEEqwRewDh//o///MoxF8NkGYgAAeyLP//V//9yf/u9VqfsWr////Ckj72OGgLRyMFAmMUjSN8EWPbTFMcQxAIUmFo4jIShALuPNSw5/7////9//MoxGMNGGIkAAe0LB////7Oq71V/5JCACACIJ/4fWOBAgwgVrqibsEAgVlDqBY5hhQc8uAYpWBgwAY38wPG5mJSEJRjCC/d//MoxGkNWGYoAV0AAAQZMZYh5eIqUP07IXNS8WXLpz+nZt2NjoFZ9HCpVgV//QweSFHt//0KPQCtu3A6KNSRkiiicIsGzAEv//MoxG4XAWaoAZugAIHJS6kRyRsbOijlAQFoQVkFPBTYorIK4FfFNiu8K4FeCuiq/X/74kgIQDpgY0ZqLBmadSCmCJAFRg8Y//MoxE0NGILNudQQAwrmIVAVBq2IW0dusCqGJkg6pgt4TSYE4OBGAUhPwUAoRH4MMkoyd7KH4hdF3/9H5C//s6L///qs6LYm//MoxFMS8H4sAN/yaCxBm0RnnZrbhgJQFGYEiCkGC0B7ZkB86uaJgKFmCmggBi4O5sDQhk0cxkQF5hOBAOBFHJtZHdrY///9//MoxEIQmHo8ANf6ZBX///wf9kivhUBAuD5gYIBhWPJi0exmzapiPDiqZL6HmmCbAmxrRVHLbSZyM5lYDBwjRoZO6kP09TP///MoxDoOQHpIAO/4gP/7kFtEbirCRAsIGBjUDmbhAcNOZrlJKniqFuYngPxlhLGN+iYES4gCyd7YILmKfNX///1KWtKlLYgU//MoxDwMgHJUAOe4gQhgQImExQY0NJpevGdB1gb5o5hhKAgmAxgZ6jJicsmIwIgNZdDsu5BV///85ZC2mp6kAICodMCD4w6i//MoxEUMkG5YAOe4gcyxsDCBUWoxFgJIMCRAqzW006yaM7Hg5XRIaHAkvpAN///7sEN3eJfwkCAELzGgSM2jk4QujWvdyPBg//MoxE0McG5YAOf2gUSMT0JMzGmTKHIMIpIAhVLRucASukwW///9xJlKYxZYwEBTBoQMQCsyWajZFrNJn0c51h2zDNAwGCeZ//MoxFYMgHJUAOe4gfbQYoOxiQGlvmIu9LSoxfsbkILiDkgkUClgaBqYBAPBgXjAmJR9GZRJA5gvBGGjGRyqmZgCjyQlG5kj//MoxF8MoGpUAOe4gZy2Wf//+5E24Qa1YMA5hYDGMw+ZoJxwF8msBPOd24sJibBRGaEwZr3ZhxGmCAklW0h95RT2xKr///1E//MoxGcLsG5cAJ+2ZVpSgJaUwKAjCANMTiAyoWTbs8NPjZA6oRnDDoAPAheM0Ysw+gTD4QLwruf2mFi6///+0TzK5LmjoHEI//MoxHMMyHJUAOe4gUoWEwwBKcwYgAwJVSIMFGCrDAWQLc103PKJBqSKHIoCWPPlI5ZU3f//+vADI3QXuYIABiMMmRh4aLQ5//MoxHoMoGpUAOe4gdGyRts/VH0URcYyYdpkyZZldFhhyWhhCDpZxc7gQ3GKS3z///mWZCICYEIZUgaYucFIYDcAjmBngUBg//MoxIIMqHZUAO/2gPAEJmUcrLZq2QVOGCB5h+dplnnxiAkRiIH5gaBxcFYZ2a161ir///vOcgaYsAY1AYCGIeRVAxxwGIMA//MoxIoNgHpMAOe6gDBHswZ+zdMOyF7TAeAZo2wZj65iNeCoDT0SLw8GUomOP3K6jf/////p///5haZexYcu4YOhCYjCUZBk//MoxI8PWHpAANf6ZGmeCNHDeQmV0PR5riYiKYU4DbGjivGsPBmQyXmLgfGCYHlpFA2GOXD8sz///rr///uPCsEiaAgSYRAB//MoxIwPwHY8ANf4ZIkApkcLGiiKdPiBuZYdH6iKwYtwExhwUxiVIpgmYpg2EQIANTJwYld7e7X///7LWnJgggBQqCgWC0Ki//MoxIgP4Ho8AO/6gLGARdmGsfGDtLiBiDYX0KAXJq4SfBAmpk4OhhYVVE3snnKlSv///OIOXFG5ggBGDQuYmHBlc/m1MQaR//MoxIMN2HpMAOe6gP80c2RDRiJhgmdUWaithjU3GIwSgoy9/I3SUg74OCl8pzFrggMhA+AR5M+ho5YnTaBfZPdYMExUQQzB//MoxIYM2HJQAO/2gQQmzAZIKAgVxgDAOl5mAvtM1OLV///8Zcy1FICgICAVAoVGAQpmDJaGMUWmFdrPZi9wXGYB2BTDUaev//MoxI0MwHJUAOe4gZRpyAAoESElet9IbZb///wlb+QtogXAJgQKGGRmY+OxqW6mct3eb1Y/phtBVGYjcaXjpjAomIAAjm4k//MoxJUMmHJQABc8KT8spwz4KDWFK2lvRINDxBIkEGQE5qPjaeRyPhUDoxXgYjBQCkISFSELEEgOIMsygGSV873V///8qVyl//MoxJ0NAG5QAO/2gYpcEGgYCBcwKNDDh9My5QwqhCkMXHCGDAUAGkyMIOWxzMT0DKRflk0Cz16l///85Q/b2sJEQEMAhkwo//MoxKQMgG5YAOe4gTgxugTR2OMyP/g2siHDDHCtNjZToPYzVCAyWiI0+HJfSAb///3G3/TIFgCy6hgEASBwKJgpg/mG2Q+a//MoxK0MIHpQABc8KJ6EaceBHxilBTGBAEoYVApggCMMEIA4vg0dp8veH/4WsGQG6Tze/4YBzAoRRtSpMDB44EQywfDM4vcB//MoxLcMcG5YAOf2gdMIMjvQAmYLdBvgm0TiM94oAaoyZAykTxRR+UiIEwYk+amSkl/mZkaGCJutFV1/1pGghC9n4EIBcCM///MoxMAMOG5YAOe2gfAaXOT//oVuOYtxOjSVS5G6LipwvQbpeTeE2HE0p1DlczSnKaKpbjmCSiRJLXNI7FBWApgKG4m4gvwl//MoxMoNuGpgAV4AAUxBTUUzLjEwMFVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV//MoxM4XoUqsAZyYAFVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV//MoxKoM4JYEAc8wAVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV',
  'base64',
)

/** 1 s of nothing, uncompressed. */
export function wave(): Buffer<ArrayBuffer> {
  const rate = 8000
  const file = Buffer.alloc(44 + rate)
  file.write('RIFF')
  file.writeUInt32LE(36 + rate, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    file.writeUInt16LE(value, at)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate, 28)
  file.write('data', 36)
  file.writeUInt32LE(rate, 40)
  return file
}
