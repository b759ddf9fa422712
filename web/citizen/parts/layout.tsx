/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import type { View } from '../view.ts'
import { Mark } from './icon.tsx'

type Head = {
  title: string
  description?: string
  /** Whether search engines and previews may take it; only pages that are the same for everybody. */
  open?: boolean
  /** The path of the picture that stands for it there; the house's own when absent. */
  image?: { path: string; width: number; height: number } | null
}

/** The size of the house's own picture, see `web/share-picture.ts`. */
const shareSize = { width: 1200, height: 630 }

/** The document around a page's main part. */
export function Document({
  view,
  head,
  children,
}: {
  view: View
  head: Head
  children: ComponentChildren
}) {
  const { t, language, shell } = view
  const { assets, nonce, alternates, publicUrl } = shell
  const title = `${head.title} – ${t('site.name')}${shell.province ? `, ${shell.province}` : ''}`
  const image = head.image ?? { path: assets.share, ...shareSize }
  const description = head.description ?? t('site.description', { province: shell.province })
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="description" content={description} />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f5f7f8" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#10181c" media="(prefers-color-scheme: dark)" />
        {assets.preload.map((font) => (
          <link
            key={font}
            rel="preload"
            href={font}
            as="font"
            type="font/woff2"
            crossorigin="anonymous"
          />
        ))}
        {assets.styles.map((style) => (
          <link key={style} rel="stylesheet" href={style} nonce={nonce} />
        ))}
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <link rel="apple-touch-icon" href={assets.icons.maskable} />
        <link rel="manifest" href="/app.webmanifest" crossorigin="use-credentials" />
        {head.open ? (
          <>
            <link rel="canonical" href={publicUrl + shell.path} />
            <link rel="alternate" hreflang="vi" href={publicUrl + alternates.vi} />
            <link rel="alternate" hreflang="en" href={publicUrl + alternates.en} />
            <meta property="og:title" content={head.title} />
            <meta property="og:description" content={description} />
            <meta property="og:type" content="article" />
            <meta property="og:url" content={publicUrl + shell.path} />
            <meta property="og:image" content={publicUrl + image.path} />
            <meta property="og:image:width" content={String(image.width)} />
            <meta property="og:image:height" content={String(image.height)} />
            <meta name="twitter:card" content="summary_large_image" />
            <meta property="og:site_name" content={t('site.name')} />
            <meta property="og:locale" content={language === 'vi' ? 'vi_VN' : 'en_GB'} />
          </>
        ) : (
          <meta name="robots" content="noindex" />
        )}
        <script type="module" src={assets.script} nonce={nonce} />
      </head>
      <body>
        <a class="skip" href="#main">
          {t('site.skip')}
        </a>
        <Header view={view} />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <Footer view={view} />
      </body>
    </html>
  )
}

function Header({ view: { t, language, shell } }: { view: View }) {
  const links = [
    { href: '/gui-phan-anh', text: t('site.report') },
    { href: '/tra-cuu', text: t('site.track') },
    { href: '/phan-anh', text: t('site.published') },
    { href: '/phan-anh-cua-toi', text: t('site.mine') },
  ]
  const here = (href: string) =>
    (href === '/phan-anh-cua-toi' && shell.path.startsWith('/dang-nhap')) ||
    shell.path === href ||
    shell.path.startsWith(`${href}/`)
  const other = language === 'vi' ? 'en' : 'vi'
  return (
    <header class="top">
      {shell.demo && <p class="demo column">{t('site.demo')}</p>}
      <div class="column top-row">
        <a class="brand" href="/">
          <Mark />
          <span class="brand-name">{t('site.name')}</span>
          {shell.province && <span class="brand-place">{shell.province}</span>}
        </a>
        <a class="language" href={shell.alternates[other]} hreflang={other} lang={other}>
          {other === 'en' ? 'English' : 'Tiếng Việt'}
        </a>
      </div>
      <nav class="column" aria-label={t('site.nav')}>
        <ul class="nav">
          {links.map(({ href, text }) => (
            <li key={href}>
              <a href={href} aria-current={here(href) ? 'page' : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  )
}

const footLinks = [
  { href: '/so-lieu', key: 'statistics.title' },
  { href: '/so-khan-cap', key: 'site.emergency' },
  { href: '/quyen-rieng-tu', key: 'privacy.title' },
  { href: '/du-lieu-cua-toi', key: 'data.title' },
  { href: '/tro-nang', key: 'accessibility.title' },
  { href: '/console', key: 'site.staff' },
] as const

function Footer({ view: { t, shell } }: { view: View }) {
  return (
    <footer class="foot">
      <div class="column">
        <p>{t('site.footer', { province: shell.province })}</p>
        <ul class="foot-links">
          {footLinks.map(({ href, key }) => (
            <li key={href}>
              <a href={href}>{t(key)}</a>
            </li>
          ))}
        </ul>
      </div>
    </footer>
  )
}

/** Telephone numbers for the moment when a report is too slow. */
export function EmergencyNumbers({ view, names }: { view: View; names: boolean }) {
  const { t, shell } = view
  return (
    <ul class={names ? 'numbers' : 'numbers numbers-short'}>
      {shell.emergencyNumbers.map(({ number, name }) => (
        <li key={number}>
          <a
            href={`tel:${number}`}
            aria-label={names ? undefined : t('site.call', { number, name })}
          >
            <strong>{number}</strong>
            {names && <span>{name}</span>}
          </a>
        </li>
      ))}
    </ul>
  )
}
