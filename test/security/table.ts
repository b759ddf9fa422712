import type { Caller } from './callers.ts'
import type { World } from './world.ts'

/**
 * The table of who may call what: every route of the server, and what each caller is answered. The
 * columns are those of `callerNames`:
 *
 *   anonymous | the ward's officer, coordinator, head | officer elsewhere | operator, shift lead |
 *   leader | administrator | auditor
 *
 * 401: sign in first. 403: known, but this is not theirs. 404: not theirs to know of at all.
 */
export type Row = {
  route: string
  /** Which of several things of this kind the row is about. */
  about?: string
  answers: string
  /** The address, where it has parameters. */
  path?: (world: World, caller: Caller) => string
  /** The JSON body; a string is sent as a form. */
  body?: (world: World, caller: Caller) => unknown
  /** The call takes the caller's session away: they sign in before and after. */
  endsSession?: boolean
}

const row = (route: string, answers: string, more: Omit<Row, 'route' | 'answers'> = {}): Row => ({
  route,
  answers,
  ...more,
})
const nothing = () => ({})
const passkey = { id: 'AAAA', clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' }
const unknownId = '00000000-0000-4000-8000-000000000000'

/** Open to everybody, signed in or not. */
const open = (status = 200) => Array(10).fill(status).join(' ')
//                    anon off  coord head other oper lead leader admin audit
const staff = /*   */ '401 200 200 200 200 200 200 200 200 200'
const staff204 = /**/ '401 204 204 204 204 204 204 204 204 204'
const centre = /*  */ '401 403 403 403 403 200 200 403 403 403'
const study = /*   */ '401 403 403 403 403 200 200 403 200 403'
const admin = /*   */ '401 403 403 403 403 403 403 403 200 403'
const auditors = /**/ '401 403 403 403 403 403 403 403 200 200'
const admin201 = /**/ '401 403 403 403 403 403 403 403 201 403'
const admin204 = /**/ '401 403 403 403 403 403 403 403 204 403'

const report = () => ({
  subject: 'GT01',
  description: 'Ổ gà to.',
  commune: '19789',
  position: { lat: 16.4637, lon: 107.5909 },
})
const note = (which: 'ward' | 'other') => async (world: World) => ({
  version: await world.version(world[which].id),
  action: { type: 'note_internal', input: { text: 'Đã gọi điện.' } },
})
const reclassify = async (world: World) => ({
  version: await world.version(world.ward.id),
  action: { type: 'reclassify', input: { subject: 'GT01' } },
})
const person =
  (more = '') =>
  ({ person: id }: World) =>
    `/api/administration/people/${id}${more}`
/** To nobody: that nobody may take it is told like that it is not the caller’s to give. */
const delegation = { role: 'head', agency: 'X19789', to: 'khong-co', ends: '2027-01-01T00:00:00Z' }
const position = '?lat=16.4637&lon=107.5909'

const reports = [
  row('POST /api/reports', open(201), { body: report }),
  row('POST /api/reports/track', open(), { body: ({ code }) => ({ code }) }),
  row('POST /api/reports/track', open(404), {
    about: 'an unknown code',
    body: () => ({ code: '0000 0000 0000' }),
  }),
  row('POST /api/reports/actions', open(409), {
    about: 'not now',
    body: async (world) => ({
      code: world.code,
      version: await world.version(world.ward.id),
      action: { type: 'rate', input: { rating: 'resolved' } },
    }),
  }),
  row('POST /api/reports/actions', open(403), {
    about: 'an action of staff by whoever holds the code',
    body: async (world) => ({ ...(await note('ward')(world)), code: world.code }),
  }),
  row('GET /api/public/reports', open()),
  row('GET /api/public/map', open(), {
    path: () => '/api/public/map?box=107,16,108,17&zoom=9',
  }),
  row('GET /api/public/near', open(), { path: () => `/api/public/near${position}&subject=GT01` }),
  row('GET /api/public/statistics', open()),
  row('GET /api/public/reports/:number', open(), {
    path: ({ published }) => `/api/public/reports/${published}`,
  }),
  row('GET /api/public/reports/:number', open(404), {
    about: 'not published',
    path: ({ ward }) => `/api/public/reports/${ward.number}`,
  }),
  row('GET /api/catalogue', open()),
]

const cases = [
  row('GET /api/cases', '401 200 200 200 200 200 200 200 200 200', {
    path: () => '/api/cases?box=all',
  }),
  row('GET /api/cases/counts', staff),
  row('GET /api/cases/file', staff, { path: () => '/api/cases/file?format=csv' }),
  row('POST /api/cases/bulk/preview', staff, { body: ({ other }) => ({ ids: [other.id] }) }),
  row('POST /api/cases/bulk', staff, {
    about: 'that says of each case what may not be',
    body: ({ other }) => ({
      cases: [{ id: other.id, version: 0 }],
      action: { type: 'accept', input: {} },
    }),
  }),
  row('POST /api/cases/snooze', staff, { body: ({ ward }) => ({ ids: [ward.id], until: null }) }),
  row('GET /api/cases/:id', '401 200 200 200 404 200 200 200 404 404', {
    about: 'the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}`,
  }),
  row('GET /api/cases/:id', '401 404 404 404 200 200 200 200 404 404', {
    about: 'another agency’s',
    path: ({ other }) => `/api/cases/${other.id}`,
  }),
  row('GET /api/cases/:id', '401 404 404 404 404 404 404 404 404 404', {
    about: 'nobody’s',
    path: () => `/api/cases/${unknownId}`,
  }),
  row('GET /api/cases/:id/near', '401 200 200 200 404 200 200 200 404 404', {
    about: 'the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/near`,
  }),
  row('GET /api/cases/:id/choices', '401 403 200 403 404 403 403 403 404 404', {
    about: 'in the ward',
    path: ({ ward }) => `/api/cases/${ward.id}/choices`,
  }),
  row('POST /api/cases/:id/presence', '401 204 204 204 404 204 204 204 404 404', {
    about: 'the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/presence`,
    body: () => ({ tab: 'a-window-1', doing: 'viewing' }),
  }),
  row('GET /api/presence', staff),
  row('GET /api/text-modules', staff),
  row('GET /api/macros', staff),
  row('POST /api/cases/macro/preview', staff, {
    about: 'that says of each case what may not be',
    body: ({ other }) => ({ macro: 'nhan_chuyen', ids: [other.id] }),
  }),
  row('POST /api/cases/series', staff, {
    about: 'that says of each case what may not be',
    body: ({ other }) => ({
      cases: [{ id: other.id, version: 0, actions: [{ type: 'accept', input: {} }] }],
    }),
  }),
  row('POST /api/cases/:id/actions', '401 200 200 200 404 200 200 403 404 404', {
    about: 'a note at the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/actions`,
    body: note('ward'),
  }),
  row('POST /api/cases/:id/actions', '401 404 404 404 200 200 200 403 404 404', {
    about: 'a note at another agency’s',
    path: ({ other }) => `/api/cases/${other.id}/actions`,
    body: note('other'),
  }),
  row('POST /api/cases/:id/actions', '401 403 403 403 404 200 200 403 404 404', {
    about: 'the centre’s action at the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/actions`,
    body: reclassify,
  }),
  row('POST /api/cases/:id/reporter', '401 403 403 403 404 200 200 403 404 404', {
    about: 'the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/reporter`,
    body: () => ({ reason: 'Gọi lại hỏi thêm.' }),
  }),
  row('GET /api/cases/:id/reporter/reads', '401 403 403 403 404 200 200 403 404 404', {
    about: 'the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/reporter/reads`,
  }),
  row('POST /api/routing/explain', study, {
    body: () => ({ subject: 'GT01', position: { lat: 16.4637, lon: 107.5909 }, commune: '19789' }),
  }),
  row('POST /api/routing/effect', study, {
    body: ({ subject }) => ({ kind: 'subjects', record: subject }),
  }),
  row('GET /api/statistics/reports', '401 403 403 403 403 200 200 200 200 403', {
    path: () => '/api/statistics/reports?year=2026',
  }),
  row('GET /api/overview', '401 403 403 403 403 200 200 200 403 403'),
]

const shifts = [
  row('GET /api/shifts/current', centre),
  row('GET /api/shifts/red', centre),
  row('GET /api/shifts', centre),
  row('GET /api/shifts/people', centre),
  row('GET /api/shifts/:id', '401 403 403 403 403 404 404 403 403 403', {
    about: 'nobody’s',
    path: () => `/api/shifts/${unknownId}`,
  }),
  row('POST /api/shifts', '401 403 403 403 403 409 409 403 403 403', {
    about: 'after one that never was',
    body: () => ({ previous: unknownId, read: true }),
  }),
  row('POST /api/shifts/notes', '401 403 403 403 403 409 409 403 403 403', {
    about: 'while none runs',
    body: () => ({ kind: 'message', text: 'Nhắn ca sau.' }),
  }),
  row('POST /api/shifts/notes/:id/settlement', '401 403 403 403 403 404 404 403 403 403', {
    about: 'nobody’s',
    path: () => `/api/shifts/notes/${unknownId}/settlement`,
  }),
  row('POST /api/shifts/:id/handover', '401 403 403 403 403 404 404 403 403 403', {
    about: 'nobody’s',
    path: () => `/api/shifts/${unknownId}/handover`,
    body: () => ({ words: 'Bình thường.', to: null }),
  }),
]

const pictures = [
  row('POST /api/pictures', open(415), { about: 'no picture', body: nothing }),
  row('GET /api/pictures/:id/:size', open(404), {
    about: 'nobody’s',
    path: () => `/api/pictures/${unknownId}/full`,
  }),
  row('GET /api/pictures/:id/marks', '401 404 404 404 404 404 404 404 404 404', {
    about: 'nobody’s',
    path: () => `/api/pictures/${unknownId}/marks`,
  }),
  row('POST /api/pictures/:id/copy', '401 404 404 404 404 404 404 404 404 404', {
    about: 'nobody’s',
    path: () => `/api/pictures/${unknownId}/copy`,
    body: () => ({ boxes: [], strokes: [] }),
  }),
  row('POST /api/pictures/:id/audience', '401 404 404 404 404 404 404 404 404 404', {
    about: 'nobody’s',
    path: () => `/api/pictures/${unknownId}/audience`,
    body: () => ({ centreOnly: true }),
  }),
  row('GET /api/cases/:id/pictures/reads', '401 403 403 403 404 200 200 403 404 404', {
    about: 'the ward’s',
    path: ({ ward }) => `/api/cases/${ward.id}/pictures/reads`,
  }),
  // The protocol of resumable uploads: without its header nothing happens.
  row('OPTIONS /api/uploads', open(204)),
  row('POST /api/uploads', open(412)),
  row('PATCH /api/uploads/:id', open(412), { path: () => `/api/uploads/${unknownId}` }),
  row('GET /tra-cuu/anh/:id/:size', open(404), {
    about: 'without a code',
    path: () => `/tra-cuu/anh/${unknownId}/full`,
  }),
]

const audit = [
  row('GET /api/audit', auditors),
  row('GET /api/audit/file', auditors),
  row('GET /api/audit/state', auditors),
  row('GET /api/administration/retention', admin),
]

const places = [
  row('GET /api/places/at', open(), { path: () => `/api/places/at${position}` }),
  row('GET /api/places/search', open(), { path: () => '/api/places/search?q=hue' }),
  row('GET /api/calendar/:year', open(), { path: () => '/api/calendar/2026' }),
  row('GET /map/style.json', open()),
  row('GET /map/tiles/:z/:x/:y.mvt', open(), { path: () => '/map/tiles/8/204/116.mvt' }),
]

const identity = [
  row('POST /api/session', '401 200 200 200 200 200 200 200 200 200', {
    body: ({ callers }, { name, email, password }) => ({
      email: name === 'anonymous' ? callers.officer.email : email,
      password: name === 'anonymous' ? 'không phải mật khẩu' : password,
    }),
    endsSession: true,
  }),
  row('GET /api/session/options', open()),
  row('POST /api/session/sign-on', open(401), {
    about: 'nobody was named',
    body: () => ({ code: '000000' }),
  }),
  // There is no other party to sign on with here; `sign-on.test.ts` has one.
  row('GET /console/sso', open(404)),
  row('GET /console/sso/ve', open(404)),
  row('DELETE /api/session', open(204), { endsSession: true }),
  row('GET /api/session', staff),
  row('POST /api/session/use', staff204, { body: nothing }),
  row('POST /api/session/lock', staff204, { body: nothing, endsSession: true }),
  row('POST /api/session/unlock', staff, { body: (_, { password }) => ({ password }) }),
  row('GET /api/account/security', staff),
  row('POST /api/account/second-factor', staff, { body: (_, { password }) => ({ password }) }),
  row('POST /api/account/second-factor/confirmation', '401 401 401 401 401 401 401 401 401 401', {
    about: 'a wrong code',
    body: () => ({ code: '000000' }),
  }),
  row('POST /api/account/password', '401 400 400 400 400 400 400 400 400 400', {
    about: 'the present one again',
    body: (_, { password }) => ({ current: password, next: password }),
  }),
  row('POST /api/session/passkey/options', open(), { body: nothing }),
  row('POST /api/session/passkey', open(401), { about: 'of nobody', body: () => ({ passkey }) }),
  row('POST /api/account/passkeys/proof', staff, { body: nothing }),
  row('POST /api/account/passkeys/options', staff, { body: (_, { password }) => ({ password }) }),
  row('POST /api/account/passkeys', '401 400 400 400 400 400 400 400 400 400', {
    about: 'one that nothing has made',
    body: () => ({
      name: 'Máy',
      passkey: { id: 'AAAA', clientDataJSON: 'AAAA', attestationObject: 'AAAA', transports: [] },
    }),
  }),
  row('POST /api/account/passkeys/:id/removal', '401 404 404 404 404 404 404 404 404 404', {
    about: 'of nobody',
    path: () => `/api/account/passkeys/${unknownId}/removal`,
    body: (_, { password }) => ({ password }),
  }),
  row('POST /api/account/sessions/:id/end', '401 404 404 404 404 404 404 404 404 404', {
    about: 'of nobody',
    path: () => `/api/account/sessions/${unknownId}/end`,
    body: (_, { password }) => ({ password }),
  }),
  row('DELETE /api/account/sessions', staff204, { endsSession: true }),
  row('GET /api/agencies', staff),
  row('GET /api/colleagues', staff),
  row('GET /api/agencies/:code', '401 200 200 200 404 200 200 200 200 404', {
    about: 'the ward',
    path: () => '/api/agencies/X19789',
  }),
  row('GET /api/agencies/:code', '401 404 404 404 200 200 200 200 200 404', {
    about: 'another agency',
    path: () => '/api/agencies/MTDT.CS',
  }),
  row('GET /api/delegations', staff),
  row('GET /api/delegations', admin, {
    about: 'of somebody else',
    path: ({ person }) => `/api/delegations?person=${person}`,
  }),
  row('POST /api/delegations', '401 400 400 400 400 400 400 400 400 400', {
    about: 'to nobody',
    body: () => delegation,
  }),
  row('POST /api/delegations', '401 403 403 403 403 403 403 403 403 403', {
    about: 'what is never in other hands',
    body: () => ({ ...delegation, role: 'administrator', agency: null }),
  }),
  row('POST /api/delegations/:id/withdrawal', '401 404 404 404 404 404 404 404 404 404', {
    about: 'nobody’s',
    path: () => `/api/delegations/${unknownId}/withdrawal`,
  }),
  row('GET /api/live', staff),
]

/** A session of the staff is none of a citizen's: `citizens.test.ts` has those. */
const citizens = [
  row('POST /api/citizen/codes', open(201), {
    body: (world) => ({ contact: `${world.fresh()}@vidu.vn` }),
  }),
  row('POST /api/citizen/session', open(401), {
    about: 'an unknown challenge',
    body: () => ({ challenge: unknownId, code: '000000' }),
  }),
  row('GET /api/citizen/session', open(401)),
  row('DELETE /api/citizen/session', open(204)),
  row('DELETE /api/citizen/sessions', open(401)),
  row('DELETE /api/citizen', open(401)),
  row('GET /api/citizen/reports', open(401)),
  row('GET /api/citizen/reports/:number', open(401), {
    path: ({ ward }) => `/api/citizen/reports/${ward.number}`,
  }),
  row('GET /api/citizen/follows', open(401)),
  row('PUT /api/citizen/follows/:number', open(401), {
    path: ({ ward }) => `/api/citizen/follows/${ward.number}`,
  }),
  row('DELETE /api/citizen/follows/:number', open(401), {
    path: ({ ward }) => `/api/citizen/follows/${ward.number}`,
  }),
  row('POST /phan-anh/:number/theo-doi', open(303), {
    path: ({ ward }) => `/phan-anh/${ward.number}/theo-doi`,
    body: () => '',
  }),
  row('GET /dang-nhap', open()),
  row('POST /dang-nhap', open(400), { about: 'nothing filled in', body: () => 'contact=' }),
  row('GET /dang-nhap/ma', open(303)),
  row('POST /dang-nhap/ma', open(303), { body: () => 'code=000000' }),
  row('GET /dang-nhap/hop-thu', open(404)),
  row('GET /dang-nhap/sso', open(503), { about: 'a provider that is away' }),
  row('GET /dang-nhap/sso/ve', open(401), { about: 'without having left for it' }),
  // Of the demo: it stands for another party, which knows nobody of ours.
  row('GET /mo-phong/vneid/*', open(), { path: () => '/mo-phong/vneid/jwks' }),
  row('POST /mo-phong/vneid/token', open(401), { body: () => 'code=x' }),
  row('GET /phan-anh-cua-toi', open(303)),
  row('POST /phan-anh-cua-toi', open(303), { body: ({ ward }) => `number=${ward.number}` }),
  row('POST /phan-anh-cua-toi/thoat', open(303), { body: () => '' }),
  row('POST /phan-anh-cua-toi/xoa-tai-khoan', open(303), { body: () => '' }),
]

const contacts = '/api/administration/records/contacts'
const administration = [
  row('GET /api/administration/records/:kind', study, { path: () => contacts }),
  row('GET /api/administration/records/:kind/:code', study, {
    path: () => '/api/administration/records/agencies/X19789',
  }),
  row('POST /api/administration/records/:kind', admin, {
    path: () => contacts,
    body: (world) => ({ record: world.newContact(), state: null }),
  }),
  row('POST /api/administration/records/:kind/removal', admin204, {
    path: () => `${contacts}/removal`,
    body: (world) => world.contact(),
  }),
  row('GET /api/administration/changes', admin),
  row('GET /api/administration/files/:kind', admin, {
    path: () => '/api/administration/files/contacts',
  }),
  row('POST /api/administration/files/:kind', admin, {
    path: () => '/api/administration/files/contacts',
    body: () => ({ format: 'json', text: '[]', dryRun: true }),
  }),
  row('GET /api/administration/people', admin),
  row('POST /api/administration/people', admin201, {
    body: (world) => ({
      name: 'Người mới',
      email: `${world.fresh()}@hue.example.vn`,
      grants: [{ role: 'officer', agency: 'X19789' }],
    }),
  }),
  row('POST /api/administration/people/:id', admin, {
    path: person(),
    body: () => ({
      name: 'Người khác',
      disabled: false,
      grants: [{ role: 'officer', agency: 'X19789' }],
    }),
  }),
  row('POST /api/administration/people/:id', '401 403 403 403 403 403 403 403 404 403', {
    about: 'nobody',
    path: () => '/api/administration/people/khong-co',
    body: () => ({ name: 'X', disabled: false, grants: [{ role: 'officer', agency: 'X19789' }] }),
  }),
  row('POST /api/administration/people/:id/password', admin, { path: person('/password') }),
  row('POST /api/administration/people/:id/second-factor/reset', admin, {
    path: person('/second-factor/reset'),
  }),
  row('POST /api/administration/people/:id/unlock', admin, { path: person('/unlock') }),
]

/** Other systems show who they are by a key; a session of the staff counts for nothing here. */
const open311 = [
  ...['discovery.xml', 'discovery.json', 'v2/services.xml', 'v2/services.json'].map((file) =>
    row(`GET /open311/${file}`, open()),
  ),
  row('GET /open311/v2/services/:file', open(), { path: () => '/open311/v2/services/GT01.json' }),
  ...['xml', 'json'].flatMap((format) => [
    row(`GET /open311/v2/requests.${format}`, open()),
    row(`POST /open311/v2/requests.${format}`, open(403), {
      about: 'without a key',
      body: () => 'service_code=GT01&description=abc&lat=16.4637&long=107.5909',
    }),
    row(`GET /open311/v2/servicerequestupdates.${format}`, open()),
    row(`POST /open311/v2/servicerequestupdates.${format}`, open(403), {
      about: 'without a key',
      body: () => 'service_request_id=1&description=abc',
    }),
  ]),
  row('GET /open311/v2/requests/:file', open(), {
    path: ({ published }) => `/open311/v2/requests/${published}.json`,
  }),
  // Without anybody's words: `privacy.test.ts` looks at what it says.
  row('GET /open311/v2/requests/:file', open(), {
    about: 'not published',
    path: ({ ward }) => `/open311/v2/requests/${ward.number}.json`,
  }),
  row('GET /open311/v2/tokens/:file', open(404), {
    about: 'unknown',
    path: () => '/open311/v2/tokens/abc.json',
  }),
]

const pages = [
  ...['GET /', 'GET /gui-phan-anh', 'GET /tra-cuu', 'GET /phan-anh'].map((route) =>
    row(route, open()),
  ),
  row('GET /gui-phan-anh/cung-viec', open(), {
    path: () => `/gui-phan-anh/cung-viec${position}&subject=GT01`,
  }),
  ...['GET /ngoai-tuyen', 'GET /app.webmanifest', 'GET /sw.js'].map((route) => row(route, open())),
  row('POST /gui-phan-anh', open(400), { about: 'nothing filled in', body: () => 'subject=' }),
  row('GET /da-gui', open()),
  row('POST /tra-cuu', open(404), { about: 'an unknown code', body: () => 'code=000000000000' }),
  row('GET /tra-cuu/phan-anh', open(303)),
  row('POST /tra-cuu/phan-anh', open(303), { body: () => 'type=withdraw' }),
  row('POST /tra-cuu/thoat', open(303), { body: () => '' }),
  row('GET /du-lieu-cua-toi', open()),
  row('GET /du-lieu-cua-toi/tai-khoan', open(303)),
  row('POST /du-lieu-cua-toi', open(404), {
    about: 'an unknown code',
    body: () => 'code=000000000000',
  }),
  row('GET /phan-anh/:number', open(), { path: ({ published }) => `/phan-anh/${published}` }),
  row('GET /phan-anh/:number', open(), {
    about: 'waiting for its answer: how it stands, without words',
    path: ({ ward }) => `/phan-anh/${ward.number}`,
  }),
  row('GET /phan-anh/:number', open(404), {
    about: 'nobody’s',
    path: () => '/phan-anh/0000000000',
  }),
  ...['GET /so-lieu', 'GET /so-khan-cap', 'GET /tro-nang', 'GET /quyen-rieng-tu'].map((route) =>
    row(route, open()),
  ),
  // The console is an empty page: what it shows it asks for, each with its own answer above.
  row('GET /console', open()),
  row('GET /console/*', open(), { path: () => '/console/quan-tri' }),
  row('GET /console/worker.js', open()),
  row('GET /assets/*', open(), { path: ({ assets }) => assets.citizen }),
  row('GET /console/assets/*', open(), { path: ({ assets }) => assets.console }),
]

const running = [
  row('GET /healthz', open()),
  row('GET /readyz', open()),
  // Only for this very machine, which the test is; `health.test.ts` has the others.
  row('GET /metrics', open()),
  row('GET /api/openapi.json', open()),
  row('GET /api/docs', open()),
]

export const table: Row[] = [
  ...reports,
  ...cases,
  ...shifts,
  ...pictures,
  ...places,
  ...identity,
  ...citizens,
  ...administration,
  ...audit,
  ...open311,
  ...pages,
  ...running,
]
