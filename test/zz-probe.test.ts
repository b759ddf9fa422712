import { test, inject } from 'vitest'
import { runOn } from './database.ts'
test('copy', async () => {
  const u = inject('postgresUrl'), t = inject('templateDatabase')
  for (const s of ['wal_log','file_copy','wal_log','file_copy']) { const a = Date.now(); await runOn(u, `create database x${a} template ${t} strategy ${s}`); console.log(s, Date.now() - a) }
  if (process.env.HANG) { console.log('hanging'); await new Promise(() => {}) }
}, 60000)
