/**
 * What Windows knows the program by: its notifications, its button, its entry at log-in. Reverse domain name; never changes, or Windows would
 * install a second Gezi beside the first.
 */
export const APP_ID = 'io.github.gezi.messenger'

/**
 * Under which Windows calls back when a notification is clicked or answered. Without one of its own Electron makes up another at each start,
 * and the notifications of the start before lead nowhere.
 */
export const TOAST_ACTIVATOR = '{6E0B0C5D-3C1F-4B7A-9E53-0C2E5D6F7A41}'
