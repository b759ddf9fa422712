import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { processIdentity } from '../server/platform/database/embedded/process-identity.ts'

const nodeLauncher = fileURLToPath(new URL('../bin/node.js', import.meta.url))
const runtime = new URL('../bin/runtime.js', import.meta.url).href

let folder: string
let output: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhip-launcher-'))
  output = join(folder, 'output')
  writeFileSync(output, '')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const written = () => readFileSync(output, 'utf8').trim().split('\n')

/** Starts a script the way bin/nhip.js starts the server; resolves when the script has said "up". */
async function launch(body: string): Promise<{ launcher: ChildProcess; pid: number }> {
  const script = join(folder, 'child.mjs')
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs'
     const say = (text) => appendFileSync(${JSON.stringify(output)}, text + '\\n')
     ${body}
     say('up ' + process.pid)
     setInterval(() => {}, 1000)`,
  )
  const start = `const { launch } = await import(${JSON.stringify(runtime)})
    launch([${JSON.stringify(script)}], { ipc: true })`
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', start])
  await vi.waitUntil(() => written()[0]?.startsWith('up '), { timeout: 20_000 })
  return { launcher, pid: Number(written()[0]?.slice(3)) }
}

test('the exit code of the child is the exit code of the launcher', async () => {
  const launcher = spawn(process.execPath, [nodeLauncher, '-e', 'process.exit(7)'])
  expect(await once(launcher, 'exit')).toEqual([7, null])
})

test('a child that dies of a signal takes the launcher along by the same signal', async () => {
  const { launcher, pid } = await launch('')
  process.kill(pid, 'SIGKILL')
  expect(await once(launcher, 'exit')).toEqual([null, 'SIGKILL'])
})

test('a signal that arrives twice at once is told to the child once', async () => {
  const { launcher } = await launch(
    `let asked = 0
     process.on('SIGINT', () => { asked += 1; setTimeout(() => { say('asked ' + asked); process.exit(3) }, 300) })`,
  )
  launcher.kill('SIGINT')
  launcher.kill('SIGINT')
  expect(await once(launcher, 'exit')).toEqual([3, null])
  expect(written()[1]).toBe('asked 1')
})

test('a child hears that its launcher was killed', async () => {
  const { launcher, pid } = await launch(
    `process.on('disconnect', () => { say('alone ' + process.env.NHIP_LAUNCHER); process.exit(0) })`,
  )
  launcher.kill('SIGKILL')
  await vi.waitUntil(() => processIdentity(pid) === undefined, { timeout: 20_000 })
  expect(written()[1]).toBe('alone 1')
})
