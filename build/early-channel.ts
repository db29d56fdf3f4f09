import type { Plugin } from 'vite'

/**
 * The channel to the host is a script of its own that runs as soon as it is there: the host works out its first answer while the rest of
 * the page is still being loaded and prepared. The rest imports the same module, and finds the channel open.
 */
export function earlyChannel(): Plugin {
  return {
    name: 'early-channel',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const chunk = Object.values(bundle).find((each) => each.type === 'chunk' && each.name === 'channel')
        if (chunk === undefined) throw new Error('renderer/channel.ts has no chunk of its own')
        return [
          {
            tag: 'script',
            attrs: { type: 'module', async: true, crossorigin: true, src: `./${chunk.fileName}` },
            injectTo: 'head',
          },
        ]
      },
    },
  }
}
