import { exampleOf } from './openapi-example.ts'
import type { OpenApiDocument, Operation, Parameter, Schema } from './openapi-types.ts'

type Schemas = Record<string, Schema>

const escape = (text: unknown): string =>
  String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** Text with `code` in backquotes. */
const prose = (text: string): string => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>')

/**
 * The interface as a page to read: one HTML file, no script, nothing from elsewhere. `nonce` is the
 * response's, for the style sheet inside.
 */
export function renderApiPage(document: OpenApiDocument, nonce: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }))
  const { schemas } = document.components
  const origin = document.servers[0]?.url ?? ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Nhịp API ${escape(document.info.version)}</title>
<style nonce="${escape(nonce)}">${style}</style>
</head>
<body>
<header>
<p class="mark"><svg viewBox="0 0 48 24" width="40" height="20" aria-hidden="true"><path d="M2 19h9c4 0 6-14 13-14s9 14 13 14h9" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg> Nhịp</p>
<h1>API <span class="version">${escape(document.info.version)}</span></h1>
<p>${prose(document.info.description)}</p>
<p>For tools: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
</header>
<nav aria-label="Operations"><ul>${groups
    .map(
      (group) =>
        `<li><a href="#tag-${escape(group.name)}">${escape(group.name)}</a> <span class="count">${group.operations.length}</span></li>`,
    )
    .join(
      '',
    )}<li><a href="#sign-in">signing in</a></li><li><a href="#schemas">schemas</a></li></ul></nav>
<main>
${groups
  .map(
    (group) => `<section aria-labelledby="tag-${escape(group.name)}">
<h2 id="tag-${escape(group.name)}">${escape(group.name)}</h2>
${group.operations.map((entry) => renderOperation({ ...entry, origin, schemas })).join('\n')}
</section>`,
  )
  .join('\n')}
${signingIn(origin)}
<section aria-labelledby="schemas">
<h2 id="schemas">schemas</h2>
${Object.entries(schemas)
  .map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary><h3>${escape(name)}</h3></summary><div class="in">${renderSchema(schema, schemas, [name])}</div></details>`,
  )
  .join('\n')}
</section>
</main>
</body>
</html>
`
}

function signingIn(origin: string): string {
  const lines = [
    `curl -c cookies.txt ${quote(`${origin}/api/session`)} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '{"email":"…","password":"…"}'`,
    '',
    `curl -b cookies.txt ${quote(`${origin}/api/session`)}`,
  ]
  return `<section aria-labelledby="sign-in">
<h2 id="sign-in">signing in</h2>
<p>Operations marked <span class="staff">staff</span> need the session cookie. A write that carries it must also say that it comes from this site: <code>Origin: ${escape(origin)}</code>.</p>
<pre><code>${escape(lines.join('\n'))}</code></pre>
</section>`
}

function renderOperation(entry: {
  path: string
  method: string
  operation: Operation
  origin: string
  schemas: Schemas
}): string {
  const { path, method, operation, schemas } = entry
  const body = operation.requestBody?.content['application/json']?.schema
  const staff = operation.security.length > 0
  return `<details class="operation" id="${escape(operation.operationId)}">
<summary><span class="method ${escape(method)}">${escape(method.toUpperCase())}</span> <h3><code>${escape(path).replaceAll('/', '/<wbr>')}</code></h3>${staff ? ' <span class="staff">staff</span>' : ''} <span class="what">${escape(operation.summary)}</span></summary>
<div class="in">
${operation.description ? `<p>${prose(operation.description)}</p>` : ''}
${operation.parameters.length > 0 ? `<h4>Parameters</h4>${renderParameters(operation.parameters, schemas)}` : ''}
${body ? `<h4>Request body</h4>${renderSchema(body, schemas, [])}` : ''}
<h4>Example</h4>
<pre><code>${escape(curl(entry))}</code></pre>
<h4>Answers</h4>
<dl class="answers">${Object.entries(operation.responses)
    .map(([status, { description, content }]) => {
      const success = status.startsWith('2')
      const schema = success ? content?.['application/json']?.schema : undefined
      return `<dt class="${success ? 'good' : 'bad'}">${escape(status)}</dt><dd>${prose(description)}${schema ? renderSchema(schema, schemas, []) : ''}</dd>`
    })
    .join('')}</dl>
<p class="id">Operation <code>${escape(operation.operationId)}</code></p>
</div>
</details>`
}

function renderParameters(parameters: Parameter[], schemas: Schemas): string {
  const rows = parameters.map(({ name, in: where, required, description, schema }) =>
    field(
      name,
      required,
      `<span class="where">${where}</span> ${typeWords(schema)}`,
      `${description ? `<p>${prose(description)}</p>` : ''}${inner(schema, schemas, [])}`,
    ),
  )
  return `<ul class="fields">${rows.join('')}</ul>`
}

function field(name: string, required: boolean, type: string, more: string): string {
  const mark = required ? '<span class="required">required</span>' : ''
  return `<li><code class="name">${escape(name)}</code> <span class="type">${type}</span> ${mark}${more}</li>`
}

/** A schema in full: its type in words, its fields below. */
function renderSchema(schema: Schema, schemas: Schemas, within: string[]): string {
  return `<div class="schema"><span class="type">${typeWords(schema)}</span>${inner(schema, schemas, within)}</div>`
}

/** What is inside a schema; a component is expanded once on each way down. */
function inner(schema: Schema, schemas: Schemas, within: string[]): string {
  const name = refName(schema)
  if (name) {
    if (within.includes(name) || !schemas[name]) return ''
    return inner(schemas[name], schemas, [...within, name])
  }
  if (schema.items) return inner(schema.items, schemas, within)
  const choices = (schema.anyOf ?? schema.oneOf)?.filter((choice) => choice.type !== 'null')
  if (choices?.length === 1) return inner(choices[0]!, schemas, within)
  if (choices) return renderChoices(choices, schemas, within)
  if (typeof schema.additionalProperties === 'object') {
    return inner(schema.additionalProperties, schemas, within)
  }
  if (!schema.properties) return ''
  const rows = Object.entries(schema.properties).map(([key, property]) =>
    field(
      key,
      schema.required?.includes(key) ?? false,
      typeWords(property),
      inner(property, schemas, within),
    ),
  )
  return `<ul class="fields">${rows.join('')}</ul>`
}

function renderChoices(choices: Schema[], schemas: Schemas, within: string[]): string {
  const rows = choices.map((choice) => {
    const kind = choice.properties?.type?.const
    const words = kind === undefined ? typeWords(choice) : `<code>${escape(kind)}</code>`
    const content = inner(choice, schemas, within)
    if (content === '') return `<li>${words}</li>`
    return `<li><details><summary>${words}</summary>${content}</details></li>`
  })
  return `<ul class="choices">${rows.join('')}</ul>`
}

const refName = (schema: Schema) => schema.$ref?.split('/').at(-1)

/** "array of text, 1–200 characters", "one of `a`, `b`", a link to a component… as HTML. */
function typeWords(schema: Schema): string {
  const name = refName(schema)
  if (name) return `<a href="#schema-${escape(name)}">${escape(name)}</a>`
  if (schema.const !== undefined) return `<code>${escape(schema.const)}</code>`
  if (schema.enum) {
    return `one of ${schema.enum.map((value) => `<code>${escape(value)}</code>`).join(', ')}${fallback(schema)}`
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) {
    const kinds = choices.filter((choice) => choice.type !== 'null')
    const words = kinds.length === 1 ? typeWords(kinds[0]!) : 'one of these'
    return words + (kinds.length < choices.length ? ' or null' : '')
  }
  if (schema.items) return `list of ${typeWords(schema.items)}`
  if (typeof schema.additionalProperties === 'object') {
    return `object, each value: ${typeWords(schema.additionalProperties)}`
  }
  const type = [schema.type ?? 'anything'].flat().join(' or ').replace('string', 'text')
  return escape([type, schema.format, limits(schema)].filter(Boolean).join(', ')) + fallback(schema)
}

function limits(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum } = schema
  if (maxLength !== undefined) {
    return minLength ? `${minLength}–${maxLength} characters` : `up to ${maxLength} characters`
  }
  if (minLength !== undefined) return `at least ${minLength} characters`
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (minimum !== undefined) return `from ${minimum}`
  return maximum !== undefined ? `up to ${maximum}` : ''
}

const fallback = (schema: Schema) =>
  schema.default === undefined || typeof schema.default === 'object'
    ? ''
    : `, default <code>${escape(schema.default)}</code>`

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A call of the operation that can be pasted into a shell. */
function curl(entry: {
  path: string
  method: string
  operation: Operation
  origin: string
  schemas: Schemas
}): string {
  const { path, method, operation, origin, schemas } = entry
  const required = operation.parameters.filter(({ in: where, required }) => {
    return where === 'query' && required
  })
  const query = required.map(({ name }) => `${name}=…`).join('&')
  const verb = method === 'get' ? '' : `-X ${method.toUpperCase()} `
  const body = operation.requestBody?.content['application/json']?.schema
  const signedIn = operation.security.length > 0
  const lines = [`curl ${verb}${quote(origin + path + (query && `?${query}`))}`]
  if (signedIn) lines.push('-b cookies.txt')
  if (signedIn && method !== 'get') lines.push(`-H ${quote(`Origin: ${origin}`)}`)
  if (operation.parameters.some(({ name }) => name === 'Idempotency-Key')) {
    lines.push('-H "Idempotency-Key: $(uuidgen)"')
  }
  if (body) {
    lines.push("-H 'Content-Type: application/json'")
    lines.push(`-d ${quote(JSON.stringify(exampleOf(body, schemas), null, 2))}`)
  }
  if (operation.requestBody?.content['application/octet-stream']) {
    lines.push("-H 'Content-Type: application/octet-stream'", '--data-binary @file.jpg')
  }
  return lines.join(' \\\n  ')
}

const style = `
:root{color-scheme:light dark;--ground:#f8fafb;--card:#fff;--line:#d8dfe4;--text:#17212b;--quiet:#52616e;--accent:#0b6e75;--code:#eef2f4;--get:#1d5fa8;--post:#1f7a3d;--delete:#b3261e;--put:#8a5a00}
@media(prefers-color-scheme:dark){:root{--ground:#10171c;--card:#172026;--line:#2d3a43;--text:#e6edf1;--quiet:#9fb0bb;--accent:#4fc3c9;--code:#202c34;--get:#7ab6f5;--post:#79cf95;--delete:#ff9a91;--put:#e9bd63}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 6rem;background:var(--ground);color:var(--text);font:16px/1.6 "Be Vietnam Pro",system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3,h4{line-height:1.25;margin:0}
h1{font-size:2.5rem}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem;text-transform:capitalize;scroll-margin-top:6rem}
h3{display:inline;font-size:1rem;font-weight:600;overflow-wrap:anywhere}
h4{font-size:.875rem;margin:1.25rem 0 .5rem;color:var(--quiet)}
p{margin:.5rem 0}
a{color:var(--accent)}
.mark{display:flex;align-items:center;gap:.5rem;color:var(--accent);font-weight:600;margin:0 0 1rem}
.version,.count,.what,.where,.id{color:var(--quiet)}
.version{font-size:1.25rem;font-weight:400}
header p{max-width:44rem}
nav{position:sticky;top:0;background:var(--ground);border-bottom:1px solid var(--line);padding:.5rem 0;margin-top:1.5rem;z-index:1}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.25rem 0}
code,pre{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;font-size:.875rem}
pre{background:var(--code);border-radius:8px;padding:.75rem 1rem;margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5}
p code,dd>code{background:var(--code);border-radius:4px;padding:.05rem .3rem;overflow-wrap:anywhere}
main>section>details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:.5rem 0;scroll-margin-top:6rem}
summary{cursor:pointer;border-radius:8px}
main>section>details>summary{padding:.6rem 1rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.what{display:block;font-size:.9375rem}
.in{padding:0 1rem 1rem;border-top:1px solid var(--line)}
.method{display:inline-block;min-width:4.2rem;font:600 .8125rem/1.6 ui-monospace,Menlo,Consolas,monospace;color:var(--get)}
.method.post{color:var(--post)}.method.delete{color:var(--delete)}.method.put{color:var(--put)}
.staff{font-size:.8125rem;border:1px solid var(--line);border-radius:99px;padding:.05rem .5rem;color:var(--quiet);white-space:nowrap}
.fields,.choices{list-style:none;margin:.25rem 0;padding:0 0 0 .75rem;border-left:2px solid var(--line)}
.fields li,.choices li{padding:.2rem 0;overflow-wrap:anywhere}
.name{font-weight:600}
.type,.where{font-size:.875rem;color:var(--quiet)}
.required{font-size:.8125rem;color:var(--delete)}
.answers{display:grid;grid-template-columns:4.5rem minmax(0,1fr);gap:.35rem .5rem;margin:0}
.answers .required{display:none}.answers dt{font-weight:600}.answers dd{margin:0;min-width:0}
.good{color:var(--post)}.bad{color:var(--quiet)}
.id{font-size:.8125rem;margin-top:1rem}
@media(min-width:46rem){.what{display:inline;margin-left:.25rem}}
`
