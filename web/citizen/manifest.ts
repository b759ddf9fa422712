import type { Assets, Language } from './page.ts'
import { wordsOf } from './words.ts'

/** The web app manifest: how the site is called, looks and opens once it is on a home screen. */
export function manifest(language: Language, province: string, icons: Assets['icons']): object {
  const t = wordsOf(language)
  const icon = (src: string, size: number, purpose: 'any' | 'maskable') => ({
    src,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  })
  const shortcut = (name: string, url: string) => ({
    name,
    url,
    icons: [icon(icons.small, 192, 'any')],
  })
  return {
    id: '/',
    name: province ? `${t('site.name')} – ${province}` : t('site.name'),
    short_name: t('outbox.appName'),
    description: t('site.description', { province }),
    lang: language,
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    // As in ui/tokens.css; a manifest knows only one of light and dark.
    background_color: '#f5f7f8',
    theme_color: '#f5f7f8',
    categories: ['government', 'utilities'],
    icons: [
      icon(icons.small, 192, 'any'),
      icon(icons.large, 512, 'any'),
      icon(icons.maskable, 512, 'maskable'),
    ],
    shortcuts: [
      shortcut(t('site.report'), '/gui-phan-anh'),
      shortcut(t('site.track'), '/tra-cuu'),
      shortcut(t('site.emergency'), '/so-khan-cap'),
    ],
  }
}
