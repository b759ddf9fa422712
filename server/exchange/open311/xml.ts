/** What both formats say: numbers and booleans stay themselves in JSON. */
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value }

/** GeoReport v2 names the members of each list. */
const memberNames: Record<string, string> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  service_request_updates: 'request_update',
  notes: 'note',
  endpoints: 'endpoint',
  formats: 'format',
  errors: 'error',
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/**
 * Text as XML 1.0 may hold it: control characters and lone surrogates have no spelling there, and
 * every parser reads a carriage return as a line feed.
 */
function escape(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replace(/\r\n?/g, '\n')
      .replace(/[&<>"]/g, (character) => escapes[character]!)
  )
}

function element(name: string, value: Value): string {
  if (value === null || value === '') return `<${name}/>`
  if (Array.isArray(value)) {
    const member = memberNames[name] ?? 'value'
    return `<${name}>${value.map((item) => element(member, item)).join('')}</${name}>`
  }
  if (typeof value === 'object') {
    const inside = Object.entries(value).map(([key, item]) => element(key, item))
    return `<${name}>${inside.join('')}</${name}>`
  }
  return `<${name}>${escape(String(value))}</${name}>`
}

/** A document with its declaration. Element names come from our own code, never from outside. */
export function toXml(root: string, value: Value): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value)}\n`
}
