/** Methods of the connection doctor. */
import { z } from 'zod'
import { DoctorReport } from '../model/doctor.ts'
import { Id, method, Nothing } from './method.ts'

export const DoctorState = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('running'),
    /** From 0 to 1, by the time that it may take. */
    progress: z.number(),
  }),
  z.object({ state: z.literal('done'), report: DoctorReport }),
  /** Another run took its place, or it was cancelled. */
  z.object({ state: z.literal('gone') }),
])
export type DoctorState = z.infer<typeof DoctorState>

/** What was looked at once, without being asked, some time after the start: because the list was empty, or a message waited. */
export const DoctorHint = z.discriminatedUnion('state', [
  z.object({ state: z.literal('looking') }),
  z.object({ state: z.literal('none') }),
  z.object({
    state: z.literal('found'),
    /** Nobody was online. */
    alone: z.boolean(),
    report: DoctorReport,
    /** For whom a message waits, where the report is about him. */
    peer: z.string().optional(),
  }),
])
export type DoctorHint = z.infer<typeof DoctorHint>

export const doctorContract = {
  /** Begins to look, at one person or at the network as a whole; ends what is still running. Done after 15 s at the latest. */
  startDoctor: method(z.object({ peer: Id.optional() }), z.object({ run: z.number().int() }), ['peer-not-found']),
  doctorState: method(z.object({ run: z.number().int() }), DoctorState, []),
  cancelDoctor: method(z.object({ run: z.number().int() }), Nothing, []),
  doctorHint: method(Nothing, DoctorHint, []),
  /** The user has seen it; it does not come again before the next start. */
  dismissDoctorHint: method(Nothing, Nothing, []),
}

export const doctorMethods = [
  'startDoctor',
  'doctorState',
  'cancelDoctor',
  'doctorHint',
  'dismissDoctorHint',
] as const satisfies readonly (keyof typeof doctorContract)[]
export type DoctorMethodName = (typeof doctorMethods)[number]
