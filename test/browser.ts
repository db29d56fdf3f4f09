/** The Chromium that tests use: the system's own, or the one that GEZI_CHROMIUM names. */
export const browserPath = process.env.GEZI_CHROMIUM ?? '/usr/bin/chromium'

/**
 * Parts of the browser around the page. The list of suggestions below its address bar is a page itself, two for each window, and loads as
 * long as one of ours: who measures or waits would measure and wait for that. The others are those that the driver turns off, whose list
 * this one replaces.
 */
const WITHOUT = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
  ...['AimEnabled', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay'],
  ...['MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch'],
]

/** Containers run as root, where Chromium has no sandbox of its own; a test's pages are ours. */
export const browserArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  `--disable-features=${WITHOUT.join(',')}`,
]
