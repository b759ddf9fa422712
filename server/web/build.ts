import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Assets, Language, Page, Shell } from '../../web/citizen/page.ts'

/** The built site: its renderer and the addresses of its files. */
export type Site = {
  render: (page: Page, shell: Shell) => string
  manifest: (language: Language, province: string, icons: Assets['icons']) => object
  assets: Assets
}

type Manifest = Record<string, { file: string; css?: string[]; isEntry?: boolean }>

/** Whether a part of the web was built to the end; see `web/build.ts`. */
export async function isBuilt(dist: string, part: 'citizen' | 'console'): Promise<boolean> {
  try {
    const record = JSON.parse(await readFile(join(dist, 'build.json'), 'utf8')) as object
    return part in record
  } catch {
    return false
  }
}

/** Loads the citizen's site from `dist`, or null when it was not built to the end. */
export async function loadSite(dist: string): Promise<Site | null> {
  if (!(await isBuilt(dist, 'citizen'))) return null
  const manifest = JSON.parse(
    await readFile(join(dist, 'citizen/manifest.json'), 'utf8'),
  ) as Manifest
  const { render, manifest: appManifest } = (await import(
    pathToFileURL(join(dist, 'citizen-server/entry.js')).href
  )) as Pick<Site, 'render' | 'manifest'>
  return { render, manifest: appManifest, assets: assetsOf(manifest) }
}

function assetsOf(manifest: Manifest): Assets {
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry)!
  const ending = (end: string) =>
    Object.entries(manifest).flatMap(([source, { file }]) =>
      source.endsWith(end) ? [`/${file}`] : [],
    )
  return {
    script: `/${entry.file}`,
    styles: (entry.css ?? []).map((file) => `/${file}`),
    icon: ending('mark.svg')[0]!,
    icons: {
      small: ending('icon-192.png')[0]!,
      large: ending('icon-512.png')[0]!,
      maskable: ending('icon-maskable.png')[0]!,
    },
    share: ending('share.png')[0]!,
    // The regular weight is what most words need at once; the rest follows from the style sheet.
    preload: ending('-400-normal.woff2'),
  }
}

/** Said in place of pages that were not built. It needs nothing of the build itself. */
export const notBuiltPage = `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nhịp</title></head>
<body>
<h1>Trang chưa sẵn sàng</h1>
<p>Giao diện chưa được dựng. Người quản trị chạy lại <code>npm start</code>. Khẩn cấp xin gọi 113, 114, 115.</p>
<p lang="en">The web was not built. The administrator runs <code>npm start</code> again. In an emergency call 113, 114, 115.</p>
</body>
</html>
`
