import { expect, test } from 'vitest'
import { deviceOf } from './device.ts'

const like = 'Mozilla/5.0'
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  [
    `${like} (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`,
    'chrome',
    'android',
  ],
  [
    `${like} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
    'edge',
    'windows',
  ],
  [
    `${like} (Windows NT 10.0; Win64; x64) ${webkit} coc_coc_browser/130.0.0 Chrome/124.0.0.0 Safari/537.36`,
    'coc_coc',
    'windows',
  ],
  [
    `${like} (Linux; Android 14; SAMSUNG SM-A546E) ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    'samsung',
    'android',
  ],
  [
    `${like} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1`,
    'safari',
    'ios',
  ],
  [
    `${like} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1`,
    'chrome',
    'ios',
  ],
  [
    `${like} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`,
    'safari',
    'macos',
  ],
  [`${like} (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0`, 'firefox', 'linux'],
  [
    `${like} (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
    'chrome',
    'chromeos',
  ],
  [
    `${like} (Windows NT 10.0) ${webkit} Chrome/141.0.0.0 Safari/537.36 OPR/124.0.0.0`,
    'opera',
    'windows',
  ],
  ['curl/8.5.0', null, null],
  ['node', null, null],
  [undefined, null, null],
])('%s', (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system })
})
