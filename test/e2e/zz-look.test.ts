import { it } from 'vitest'
import { startTestServer } from '../server.ts'
import { open, staff, startBrowser } from './console-pages.ts'
it('looks', async () => {
  const server = await startTestServer({ worker: false }); await server.app.database.pool.query(`insert into identity.grants (user_id, role) select id, 'administrator' from identity.users where email='${staff.operator}'`).catch((e:any)=>console.log(e.message))
  const browser = await startBrowser()
  const c = await server.client()
  const cs = ['19789','19789','19774','19753','20137','19777','19813','19900']
  for (const commune of cs) await c.submitReport({ body: { subject: 'GT01', description: 'Đèn đường tắt cả tuần.', commune } })
  await server.app.database.pool.query(`update cases.cases set due_at = submitted_at where commune in ('19789','20137')`).catch((e:any)=>console.log(e.message))
  for (const [w,h] of [[390,844],[1280,800]] as const) for (const colorScheme of ['light','dark'] as const) {
    const p = await open(browser, server.url, staff.operator, { viewport:{width:w,height:h}, colorScheme, path:'/so-lieu' } as any)
    await p.getByRole('row').nth(1).waitFor()
    await p.screenshot({path:`/tmp/h4/stat-${w}-${colorScheme}.png`})
    await p.goto(server.url+'/console/'); await p.getByRole('link',{name:/Đèn/}).first().waitFor().catch(()=>{}); await p.screenshot({path:`/tmp/h4/desk-${w}-${colorScheme}.png`})
    await p.context().close()
  }
  await browser.close(); await server.close()
}, 180_000)
