/** The Chromium that tests use: the system's own, or the one that GEZI_CHROMIUM names. */
export const browserPath = process.env.GEZI_CHROMIUM ?? '/usr/bin/chromium'

/** Containers run as root, where Chromium has no sandbox of its own; a test's pages are ours. */
export const browserArguments: readonly string[] = ['--no-sandbox', '--disable-gpu']
