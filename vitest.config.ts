import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// Programs are started some five hundred times: what Node compiled for one of them, the next one reads.
process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/gezi-node')

// Two files at a time, also on two cores, where vitest by itself would take one; the lab runs one file after another, beside the processes
// (build/test.ts).
export default defineConfig({
  test: {
    // Tests that say `concurrent` wait for the network most of the time.
    maxConcurrency: 10,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/pictures/**', 'test/interop/**', 'test/process/**', 'test/package/**'],
          // What a file leaves behind is for `onTestFinished` to take away; loading everything anew for each of them would take longer than most tests.
          isolate: false,
          // Only what hangs takes that long; under load a damaged history is read for half a minute.
          testTimeout: 90_000,
          // Transfers, kills and time-outs wait: the third one computes meanwhile.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      // `npm run test:package`: installers as they are shipped, with a stub in the place of Electron.
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          expect: { poll: { timeout: 60_000, interval: 50 } },
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      // `npm run pictures`: nothing is judged by it, people look.
      {
        test: {
          name: 'pictures',
          include: ['test/pictures/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Of `npm run test:look` alone.
          exclude: process.env.GEZI_LOOK === 'full' ? [] : ['test/e2e/deeds.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          // What is waited for happens within a moment; a machine under load takes its time.
          expect: { poll: { timeout: 20_000, interval: 50 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
