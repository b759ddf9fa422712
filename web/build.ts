import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/**
 * The two programs of the web. Each is one build with its own inputs, so that a change in the
 * console does not build the citizen's site again. `folders` are what it writes in `dist/`.
 */
const parts = {
  citizen: { other: 'web/console/', folders: ['citizen', 'citizen-server'] },
  console: { other: 'web/citizen/', folders: ['console'] },
} as const
type Part = keyof typeof parts

/** `dist/build.json`: the hash of the inputs each finished part was made from. */
type Record = { [part in Part]?: string }

/**
 * Builds the citizen's site and the console into `dist/` where their sources have changed since
 * (or always with `force`). Built aside and moved into place when finished: an interrupted build
 * is never served, because a part counts only once it stands in `dist/build.json`.
 *
 * @returns the parts that were built
 */
export async function buildWeb(options: {
  /** The project's folder. */
  root: string
  force?: boolean
  progress?: (line: string) => void
}): Promise<Part[]> {
  const { root, force = false, progress = () => {} } = options
  const dist = join(root, 'dist')
  const hashes = await inputHashes(root)
  const built = await readRecord(dist)
  const stale = (Object.keys(parts) as Part[]).filter(
    (part) =>
      existsSync(join(root, `web/${part}/vite.config.ts`)) &&
      (force || built[part] !== hashes[part] || !isWhole(dist, part)),
  )
  if (stale.length === 0) return []

  const aside = join(dist, `.building-${process.pid}`)
  await removeLeftovers(dist)
  await mkdir(aside, { recursive: true })
  try {
    const started = performance.now()
    progress(`building the web: ${stale.join(', ')}`)
    const results = await Promise.allSettled(
      stale.map((part) => buildPart(root, part, aside, hashes[part]!)),
    )
    await compress(aside)
    // A part that could be built is not held back by one that could not.
    for (const [index, part] of stale.entries()) {
      if (results[index]!.status === 'fulfilled') {
        await moveIntoPlace(dist, aside, part, hashes[part]!)
      }
    }
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    progress(`web built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return stale
}

/** A hash over everything that a part is made from: sources, shared contract, exact packages. */
async function inputHashes(root: string): Promise<Record> {
  const files = globSync(['web/**/*', 'contract/**/*.ts', 'package-lock.json'], {
    cwd: root,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile() && !/\.(test\.tsx?|md)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
  const contents = await Promise.all(files.map((file) => readFile(join(root, file))))
  const hashOf = (part: Part) => {
    const hash = createHash('sha256')
    files.forEach((file, index) => {
      if (!file.startsWith(parts[part].other)) hash.update(`${file}\0`).update(contents[index]!)
    })
    return hash.digest('hex')
  }
  return { citizen: hashOf('citizen'), console: hashOf('console') }
}

async function readRecord(dist: string): Promise<Record> {
  try {
    return JSON.parse(await readFile(join(dist, 'build.json'), 'utf8')) as Record
  } catch {
    // Never built, or cut off while writing: build.
    return {}
  }
}

async function writeRecord(dist: string, record: Record): Promise<void> {
  const aside = join(dist, `build.json.${process.pid}`)
  await writeFile(aside, `${JSON.stringify(record, null, 2)}\n`)
  await rename(aside, join(dist, 'build.json'))
}

const isWhole = (dist: string, part: Part) =>
  parts[part].folders.every((folder) => existsSync(join(dist, folder)))

async function buildPart(root: string, part: Part, aside: string, hash: string): Promise<void> {
  // Loaded only when there is something to build: it is most of an idle start's time.
  const { build } = await import('vite')
  // What is built is what is served, whoever builds: a test run must not leave React's slow
  // development build behind.
  process.env.NODE_ENV = 'production'
  const configFile = join(root, `web/${part}/vite.config.ts`)
  if (part === 'console') {
    await build({
      configFile,
      root: dirname(configFile),
      logLevel: 'warn',
      build: { outDir: join(aside, 'console'), emptyOutDir: true },
    })
    return
  }
  const { clientBuild, serverBuild, workerBuild } = (await import(
    pathToFileURL(configFile).href
  )) as {
    clientBuild: import('vite').InlineConfig
    serverBuild: import('vite').InlineConfig
    workerBuild: (release: string, assets: string[]) => import('vite').InlineConfig
  }
  const into = (config: import('vite').InlineConfig, folder: string) =>
    build({ ...config, build: { ...config.build, outDir: join(aside, folder) } })
  // Both to their end: nothing may still be writing when the folder is removed.
  const results = await Promise.allSettled([
    into(clientBuild, 'citizen').then(async () => {
      const assets = await neededFiles(join(aside, 'citizen'))
      await into(workerBuild(hash.slice(0, 16), assets), 'citizen')
    }),
    into(serverBuild, 'citizen-server'),
  ])
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

/** What every page of the citizen's site needs, as addresses; the map and pictures come when asked for. */
async function neededFiles(folder: string): Promise<string[]> {
  type Chunk = { file: string; css?: string[]; isEntry?: boolean }
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    [source: string]: Chunk
  }
  const files = Object.entries(manifest).flatMap(([source, { file, css = [], isEntry }]) =>
    isEntry ? [file, ...css] : /\.woff2$|mark\.svg$/.test(source) ? [file] : [],
  )
  return files.map((file) => `/${file}`).sort()
}

const gzipped = promisify(gzip)
const brotlied = promisify(brotliCompress)

/** Writes `.gz` and `.br` beside the assets, so that serving them costs no time. */
async function compress(folder: string): Promise<void> {
  const files = globSync('{citizen,console}/assets/**/*.{js,mjs,css,svg,json}', { cwd: folder })
  await Promise.all(
    files.map(async (name) => {
      const file = join(folder, name)
      const content = await readFile(file)
      const quality = { [constants.BROTLI_PARAM_QUALITY]: 8 }
      const [gz, br] = await Promise.all([
        gzipped(content, { level: 8 }),
        brotlied(content, { params: quality }),
      ])
      await Promise.all([writeFile(`${file}.gz`, gz), writeFile(`${file}.br`, br)])
    }),
  )
}

/** Swaps a part's folders. While it happens the part is not in the record, hence not served. */
async function moveIntoPlace(dist: string, aside: string, part: Part, hash: string): Promise<void> {
  const { [part]: _, ...others } = await readRecord(dist)
  await writeRecord(dist, others)
  for (const folder of parts[part].folders) {
    await replaceFolder(join(aside, folder), join(dist, folder), join(aside, `old-${folder}`))
  }
  await writeRecord(dist, { ...others, [part]: hash })
}

/** Puts one folder in another's place; a second process doing the same makes it try again. */
async function replaceFolder(made: string, place: string, away: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await rename(place, `${away}-${tries}`).catch(ignoreMissing)
    try {
      return await rename(made, place)
    } catch (error) {
      const taken = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (!taken || tries === 10) throw error
    }
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** Folders of builds that were cut off; those of a build that still runs stay. */
async function removeLeftovers(dist: string): Promise<void> {
  const names = await readdir(dist).catch(() => [])
  for (const name of names) {
    const pid = Number(/^\.building-(\d+)$/.exec(name)?.[1])
    if (pid && !isRunning(pid)) await rm(join(dist, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

if (import.meta.main) {
  await buildWeb({
    root: fileURLToPath(new URL('..', import.meta.url)),
    force: process.argv.includes('--force'),
    progress: (line) => process.stderr.write(`${line}\n`),
  })
}
