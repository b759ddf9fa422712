import pg from 'pg'

/** Our own schemas, in the order a reader meets them. */
const schemas = [
  'platform',
  'places',
  'identity',
  'vault',
  'cases',
  'pictures',
  'exchange',
  'messages',
  'citizens',
  'shifts',
  'audit',
]

/**
 * The database as it stands, as readable SQL from the catalogue: what a reviewer compares when a
 * migration changes. Deterministic for the same migrations on PostgreSQL 15 and later.
 */
export async function printSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const parts: string[] = [
      '-- Made from the migrations by `npm run schema`; read it, do not edit it.',
    ]
    for (const schema of schemas) parts.push(await printOne(client, schema))
    return `${parts.join('\n\n')}\n`
  } finally {
    await client.end()
  }
}

async function printOne(client: pg.Client, schema: string): Promise<string> {
  const ask = async (sql: string) => (await client.query<{ text: string }>(sql, [schema])).rows
  const tables = await client.query<{ oid: number; name: string }>(
    `select c.oid, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r' order by 2`,
    [schema],
  )
  const parts = [`create schema ${schema};`]
  parts.push(...(await ask(sequences)).map((row) => row.text))
  for (const { oid, name } of tables.rows) {
    const lines = await client.query<{ text: string }>(columnsAndConstraints, [oid])
    const after = await client.query<{ text: string }>(indexesAndTriggers, [oid])
    parts.push(
      `create table ${schema}.${name} (\n${lines.rows.map((row) => `  ${row.text}`).join(',\n')}\n);`,
      ...after.rows.map((row) => row.text),
    )
  }
  parts.push(...(await ask(views)).map((row) => row.text))
  parts.push(...(await ask(functions)).map((row) => row.text))
  return parts.join('\n\n')
}

const sequences = `
  select format('create sequence %I.%I;', n.nspname, c.relname) as text
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind = 'S'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))
  order by 1`

// PostgreSQL 18 lists NOT NULL among the constraints, earlier ones only at the column.
const columnsAndConstraints = `
  select text from (
    select 0 as kind, a.attnum::int as place, concat_ws(' ',
      quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
      case when a.attidentity <> '' then 'generated always as identity' end,
      case when a.attnotnull then 'not null' end,
      case when d.oid is null then null
        when a.attgenerated = 's'
          then 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
        else 'default ' || pg_get_expr(d.adbin, d.adrelid) end
    ) as text
    from pg_attribute a
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
    union all
    select case contype when 'p' then 1 when 'u' then 2 when 'c' then 3 else 4 end,
      row_number() over (order by conname)::int, pg_get_constraintdef(oid)
    from pg_constraint
    where conrelid = $1 and contype in ('p', 'u', 'c', 'f')
  ) lines
  order by kind, place`

const indexesAndTriggers = `
  select text from (
    select 0 as kind, pg_get_indexdef(i.indexrelid) || ';' as text
    from pg_index i
    where i.indrelid = $1
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    union all
    select 1, pg_get_triggerdef(oid) || ';' from pg_trigger where tgrelid = $1 and not tgisinternal
    union all
    select 2, format('create policy %I on %s for %s%s%s;', polname, polrelid::regclass,
      case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
        when 'd' then 'delete' else 'all' end,
      E'\n  using (' || pg_get_expr(polqual, polrelid) || ')',
      E'\n  with check (' || pg_get_expr(polwithcheck, polrelid) || ')')
    from pg_policy where polrelid = $1
  ) lines
  order by kind, text`

const views = `
  select format('create view %I.%I as', n.nspname, c.relname) || E'\\n'
    || pg_get_viewdef(c.oid, true) as text
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind = 'v'
  order by c.relname`

const functions = `
  select rtrim(pg_get_functiondef(p.oid), E'\\n') || ';' as text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = $1
  order by p.proname`
