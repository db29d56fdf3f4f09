/** The contract's methods about searching. */
import { ok } from '../result.ts'
import type { MethodsNamed } from './methods.ts'
import type { SearchStore } from './ports.ts'

export type SearchMethodName = 'searchMessages' | 'searchFiles'

export const searchMethods = (store: SearchStore): MethodsNamed<SearchMethodName> => ({
  searchMessages: (query) => ok(store.search(query)),
  searchFiles: (query) => ok(store.searchFiles(query)),
})
