import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'
import { earlyChannel } from './build/early-channel.ts'
import { emojiData } from './build/emoji-data.ts'
import { inlineSql } from './build/inline-sql.ts'
import { LICENSE_LIST } from './build/licenses.ts'

// One bundle a mode. Everything but Electron, Node's own modules and the native SQLite binding is bundled in, so that the packed
// application needs no node_modules besides better-sqlite3.
const external = ['electron', 'better-sqlite3', ...builtinModules, /^node:/]
const fromRoot = (path: string): string => resolve(import.meta.dirname, path)

const nodeBundle = (entry: string, outDir: string, format: 'es' | 'cjs', file: string): UserConfig => ({
  publicDir: false,
  plugins: [inlineSql()],
  ssr: { noExternal: true },
  build: {
    ssr: fromRoot(entry),
    outDir: fromRoot(outDir),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    license: { fileName: LICENSE_LIST },
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rollupOptions: { external, output: { format, entryFileNames: file } },
  },
})

export default defineConfig(({ mode }): UserConfig => {
  switch (mode) {
    case 'main':
      return {
        ...nodeBundle('electron/app/main.ts', 'dist/main', 'es', 'main.js'),
        // Of who releases: updates have to be signed with it (docs/administration.md).
        define: { 'import.meta.env.GEZI_UPDATE_KEY': JSON.stringify(process.env.GEZI_UPDATE_KEY ?? '') },
      }
    case 'start':
      return nodeBundle('electron/app/start.ts', 'dist/start', 'es', 'start.js')
    case 'headless':
      return nodeBundle('electron/headless/main.ts', 'dist/headless', 'es', 'main.js')
    // A thread needs a file of its own; both programs start it from there.
    case 'worker':
      return nodeBundle('electron/host/history/worker.ts', 'dist/worker', 'es', 'history.js')
    case 'picture-worker':
      return nodeBundle('electron/host/image-worker.ts', 'dist/picture-worker', 'es', 'main.js')
    case 'cipher':
      return nodeBundle('electron/host/crypto/worker.ts', 'dist/cipher', 'es', 'worker.js')
    case 'cli':
      return nodeBundle('electron/cli/main.ts', 'dist/cli', 'es', 'main.js')
    case 'preload':
      // A sandboxed preload cannot be an ES module.
      return nodeBundle('electron/preload/preload.ts', 'dist/preload', 'cjs', 'preload.cjs')
    default:
      return {
        root: fromRoot('renderer'),
        base: './',
        plugins: [emojiData(), react(), tailwindcss(), earlyChannel()],
        build: {
          outDir: fromRoot('dist/renderer'),
          emptyOutDir: true,
          target: 'chrome150',
          modulePreload: { polyfill: false },
          assetsInlineLimit: 0,
          sourcemap: true,
          license: { fileName: LICENSE_LIST },
          reportCompressedSize: false,
          // Loaded from this computer, not over a network.
          chunkSizeWarningLimit: 2_000,
          rollupOptions: {
            input: { index: fromRoot('renderer/index.html'), channel: fromRoot('renderer/channel.ts') },
          },
        },
      }
  }
})
