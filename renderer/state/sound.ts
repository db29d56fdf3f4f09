/** Plays the program's own sounds. A browser lets a page be heard only after it was clicked or typed in; until then this is silent. */
import type { SoundName } from '../../shared/model/settings.ts'
import { type Note, notes } from '../logic/sounds.ts'

/** A burst of messages in many chats is one noise, not many. */
const PAUSE = 1_000
/** A tone that begins at once clicks. */
const ATTACK = 0.008
/** What an exponential ramp ends at: it can't reach nothing. */
const SILENCE = 0.0001

let context: AudioContext | undefined
let playedAt = Number.NEGATIVE_INFINITY

/** `volume` in per cent. */
export function playSound(name: SoundName, volume: number): void {
  if (name === 'none' || volume === 0) return
  context ??= new AudioContext()
  const { currentTime, state } = context
  if (state === 'suspended') void context.resume()
  for (const note of notes[name]) play(context, note, currentTime, volume / 100)
}

/** Like `playSound`, but not more often than a person could tell apart. */
export function playArrival(name: SoundName, volume: number): void {
  if (performance.now() - playedAt < PAUSE) return
  playedAt = performance.now()
  playSound(name, volume)
}

function play(audio: AudioContext, note: Note, from: number, volume: number): void {
  const [start, end] = [from + note.at, from + note.at + note.length]
  const tone = new OscillatorNode(audio, { type: note.wave, frequency: note.from })
  const gain = new GainNode(audio, { gain: SILENCE })
  tone.frequency.setValueAtTime(note.from, start)
  tone.frequency.exponentialRampToValueAtTime(note.to, end)
  gain.gain.setValueAtTime(SILENCE, start)
  gain.gain.exponentialRampToValueAtTime(Math.max(SILENCE, note.loudness * volume), start + ATTACK)
  gain.gain.exponentialRampToValueAtTime(SILENCE, end)
  tone.connect(gain).connect(audio.destination)
  tone.start(start)
  tone.stop(end)
}
