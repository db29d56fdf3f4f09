/** Made by build/emoji-data.ts. */
declare module 'virtual:emoji/*' {
  export const rows: readonly import('../shared/model/emoji.ts').EmojiRow[]
}
