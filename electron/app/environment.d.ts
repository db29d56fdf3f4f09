/** Constants of the build (vite.config.ts). */
interface ImportMeta {
  readonly env: { readonly GEZI_UPDATE_KEY: string }
}
