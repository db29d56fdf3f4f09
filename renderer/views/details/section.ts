/** Each part of the details, between two lines across the panel. */
export const detailsSection = 'px-4 py-3'
