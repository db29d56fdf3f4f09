/**
 * A picture of one MiB to FeiQ and back, and what an encrypted message costs: the whole way through the codec, without a network. Targets
 * are for two slow cores.
 */
import { charset } from '../../electron/host/charset.ts'
import { createCipher, generateKeys } from '../../electron/host/cipher.ts'
import { encodePng, readFeiqImage } from '../../electron/host/image.ts'
import {
  addImageChunk,
  chooseScheme,
  decodeImageChunk,
  decryptBody,
  emptyImageAssemblies,
  encodeDib,
  encodeImageChunks,
  encodeLzw,
  encryptBody,
  OWN_CAPABILITY,
  type Pixels,
  verifyBody,
} from '../../shared/protocol/index.ts'
import { atMost, median, type Report } from './figure.ts'

const ROUNDS = 15

/** 592 × 590 dots are 1 MiB in 24 bits: flat areas, text, and a photo of a third of it, which packs badly. */
function screenshot(): Pixels {
  const [width, height] = [592, 590]
  const rgba = new Uint8Array(width * height * 4).fill(0xff)
  let state = 1
  for (let dot = 0; dot < width * height; dot++) {
    const [x, y] = [dot % width, Math.floor(dot / width)]
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const photo = y > 390
    const ink = !photo && y % 18 < 12 && (x * 7 + y * 13) % 11 < 3
    for (let channel = 0; channel < 3; channel++) {
      const shade = photo ? ((x + channel * 40) >> 1) + ((state >>> (8 * channel)) & 0x1f) : ink ? 0x20 : 0xf4
      rgba[dot * 4 + channel] = shade & 0xff
    }
  }
  return { width, height, rgba }
}

async function milliseconds(work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return median(times)
}

export async function benchFeiq(report: Report): Promise<void> {
  const pixels = screenshot()
  const dib = encodeDib(pixels)
  const container = encodeLzw(dib)
  const chunks = [...encodeImageChunks('0000000a', 'lzw', container)]
  const send = () => [...encodeImageChunks('0000000a', 'lzw', encodeLzw(encodeDib(pixels)))]
  const receive = async () => {
    const assemblies = emptyImageAssemblies()
    for (const body of chunks) {
      const chunk = decodeImageChunk(body)
      const step = chunk.ok ? addImageChunk(assemblies, 0, chunk.value) : undefined
      if (step?.type === 'complete') return readFeiqImage(step.bytes)
    }
    throw new Error('the picture did not arrive')
  }
  if (!(await receive()).ok) throw new Error('the picture is damaged')
  report({ name: 'feiq: container of a screenshot / its bitmap', value: container.length / dib.length, unit: 'ratio' })
  report(atMost('feiq: 1 MiB of dots to chunks', await milliseconds(send), 'ms', 1000))
  report(atMost('feiq: chunks to PNG', await milliseconds(receive), 'ms', 1000))
  report({ name: 'feiq: of which PNG', value: await milliseconds(() => encodePng(pixels)), unit: 'ms' })

  const cipher = createCipher(await generateKeys())
  for (const size of [2048, 1024] as const) {
    const choice = chooseScheme(OWN_CAPABILITY, cipher.own[size])
    if (choice.type !== 'scheme') throw new Error('no scheme was chosen')
    const plaintext = charset.encode(`${'下午三点开会,请带上上周的报表。'.repeat(4)}\0`, 'utf-8')
    const input = { plaintext, packetNo: '1780525944', scheme: choice.scheme, key: cipher.own[size] }
    const body = encryptBody(input, cipher)
    if (body === undefined) throw new Error('nothing was encrypted')
    const name = size === 2048 ? 'RSA-2048, AES-256, SHA-256' : 'RSA-1024, Blowfish-128'
    const open = () => {
      const decrypted = decryptBody(body, '1780525944', cipher)
      if (!decrypted.ok) throw new Error(decrypted.error)
      return verifyBody(decrypted.value, cipher.own[2048], cipher)
    }
    report({
      name: `cipher: encrypt and sign, ${name}`,
      value: await milliseconds(() => encryptBody(input, cipher)),
      unit: 'ms',
    })
    report({ name: `cipher: decrypt and verify, ${name}`, value: await milliseconds(open), unit: 'ms' })
  }
}
