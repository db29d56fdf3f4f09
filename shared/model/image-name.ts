/** Files that people take for pictures. Only by their names: what a file really is, only its bytes tell. A change needs a migration. */
const IMAGE = /\.(?:png|jpe?g|jfif|gif|webp|bmp|avif|heic|heif|tiff?|svg|ico)$/i

export const isImageName = (name: string): boolean => IMAGE.test(name.trimEnd())
