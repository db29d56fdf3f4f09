/**
 * Why the host can't open its data folder at all: the app shows it as a page, headless prints it and exits with 1. Apart from the
 * schemas, so that the preload script, which is read before each page, carries no zod.
 */
export const startProblems = [
  'data-folder-unreadable',
  'data-folder-in-use',
  'database-newer',
  'database-damaged',
  'disk-full',
  'other',
] as const
export type StartProblem = (typeof startProblems)[number]
