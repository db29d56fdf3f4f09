/**
 * What Windows knows the program by: its notifications, its button, its entry at log-in. Reverse domain name; never changes, or Windows would
 * install a second Gezi beside the first.
 */
export const APP_ID = 'io.github.gezi.messenger'
