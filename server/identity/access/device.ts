import type { Browser, System } from '../../../contract/account.ts'

/** What one has, in the order to look: most name others beside themselves. */
const browsers: [RegExp, Browser][] = [
  [/\bEdg(e|A|iOS)?\//, 'edge'],
  [/\b(OPR|OPT|Opera)\//, 'opera'],
  [/\bSamsungBrowser\//, 'samsung'],
  [/\bcoc_coc_browser\//, 'coc_coc'],
  [/\b(Firefox|FxiOS)\//, 'firefox'],
  [/(Chrome|CriOS)\//, 'chrome'],
  [/\bVersion\/[\d.]+ (Mobile\/\w+ )?Safari\//, 'safari'],
]
const systems: [RegExp, System][] = [
  [/\bAndroid\b/, 'android'],
  [/\b(iPhone|iPad|iPod)\b/, 'ios'],
  [/\bCrOS\b/, 'chromeos'],
  [/\bWindows\b/, 'windows'],
  [/\b(Macintosh|Mac OS X)\b/, 'macos'],
  [/\bLinux\b/, 'linux'],
]

/** The browser and the system that a user agent names, of the common ones; null for others. */
export function deviceOf(userAgent: string | undefined): {
  browser: Browser | null
  system: System | null
} {
  const named = <Name>(known: [RegExp, Name][]) =>
    known.find(([sign]) => sign.test((userAgent ?? '').slice(0, 500)))?.[1] ?? null
  return { browser: named(browsers), system: named(systems) }
}
