/** Imported first: zod would probe for `eval` when the first schema is used, which the page's policy reports as a violation. */
import { config } from 'zod'

config({ jitless: true })
