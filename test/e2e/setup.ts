/** Once for all files: the bundles are current, and one browser waits for all of them. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { ensureBuilt } from '../../build/build.ts'
import { browserArguments, browserPath } from '../browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the browser; empty where there is none. */
    readonly browser: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuilt()
  if (!existsSync(browserPath)) {
    console.error(`no browser at ${browserPath} (GEZI_CHROMIUM names another): the tests of the window are skipped`)
    project.provide('browser', '')
    return async () => {}
  }
  const server = await chromium.launchServer({ executablePath: browserPath, args: [...browserArguments] })
  project.provide('browser', server.wsEndpoint())
  return () => server.close()
}
