import { ApiError } from '../../contract/client.ts'
import type { Client } from '../../contract/client.ts'
import type { CaseView } from '../../contract/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { enter } from './enter.ts'
import type { Entrance, Reporter } from './enter.ts'
import { genericAnswer, planOf, returns } from './plan.ts'
import type { Plan } from './plan.ts'
import {
  checkAgencyView,
  checkEnded,
  checkMasking,
  checkPublished,
  checkUnpublished,
} from './checks.ts'
import { answers, fill, personalIn, personOf, signatureOf } from './texts.ts'
import type { SampleAnswer, SampleReport } from './texts.ts'
import type { Secrets } from './traces.ts'
import { ward } from './world.ts'
import type { Team, World } from './world.ts'

export type Journey = {
  id: string
  entrance: Entrance
  /** What the reporter wrote. */
  words: string
  secrets: Secrets
  number: string
  subject: string
  closed: boolean
  agency: string
  steps: { type: string; at: string; by: string }[]
  /** What the public reads, when it may. */
  published: { title: string; text: string; answer: string } | null
  masked: string[]
  status: string
  problems: string[]
}

/** A journey under way: what is known, and who acts on it. */
type Course = {
  journey: Journey
  world: World
  plan: Plan
  report: SampleReport
  reporter: Reporter
  operator: Client
  team: Team
  caseView: CaseView
}

/** Plays one report from its first word to the public page; never throws, problems are listed. */
export async function play(world: World, report: SampleReport, index: number): Promise<Journey> {
  const plan = planOf(report)
  const person = personOf(index)
  const signature = signatureOf(report, index)
  const words = [fill(report, index), signature?.text].filter(Boolean).join(' ')
  const address = report.flags.includes('tv') ? null : `trước số nhà ${index + 2}/7`
  const subject = plan.chosen ?? report.subject!
  const journey: Journey = {
    id: report.id,
    entrance: index % 2 === 0 ? 'form' : 'open311',
    words,
    secrets: {
      person,
      code: '',
      address,
      pieces: [...(personalIn[report.id] ?? []), ...(signature?.pieces ?? [])],
    },
    number: '',
    subject: report.subject ?? subject,
    closed: world.isClosed(report.subject ?? subject),
    agency: '',
    steps: [],
    published: null,
    masked: [],
    status: '',
    problems: [],
  }
  try {
    const commune = plan.commune ?? ward.commune
    const entry = { subject, commune, description: words, address, person }
    const reporter = await enter(world, journey.entrance, entry)
    journey.number = reporter.number
    journey.secrets.code = reporter.code
    const operator = world.operators[index % 2]!
    const found = await operator.listCases({ query: { box: 'all', q: reporter.number } })
    const id = found.cases[0]?.id
    if (!id) throw new Error(`the centre does not find ${reporter.number}`)
    const caseView = await operator.getCase({ params: { id } })
    const team = (await world.teamOf(ward.agency))!
    const course = { journey, world, plan, report, reporter, operator, team, caseView }
    await travel(course)
    await finish(course)
  } catch (error) {
    const details = error instanceof ApiError ? JSON.stringify(error.body?.error ?? '') : ''
    journey.problems.push(`stopped: ${(error as Error).message} ${details}`.trim())
  }
  return journey
}

async function act(course: Course, client: Client, action: ActionRequest): Promise<CaseView> {
  const { id, version } = course.caseView
  const view = await client.actOnCase({
    params: { id },
    body: { version, action },
  })
  course.caseView = view
  return view
}

/** What the centre sees now; after somebody who is not of the centre has acted. */
async function refresh(course: Course): Promise<CaseView> {
  course.caseView = await course.operator.getCase({ params: { id: course.caseView.id } })
  return course.caseView
}

async function travel(course: Course): Promise<void> {
  const { plan, journey, reporter, operator, report } = course
  if (plan.decline) return decline(course, plan.decline)
  await act(course, operator, { type: 'accept', input: {} })
  if (plan.chosen) {
    await act(course, operator, { type: 'reclassify', input: { subject: journey.subject } })
  }
  if (plan.ask) {
    await act(course, operator, { type: 'ask_citizen', input: { question: plan.ask.question } })
    await reply(course, plan.ask.reply)
  }
  await assign(course, plan.handBack ? undefined : plan.agency)
  if (plan.handBack) {
    const { reason, to } = plan.handBack
    await act(course, course.team.coordinator, { type: 'acknowledge', input: {} })
    await act(course, course.team.coordinator, {
      type: 'hand_back',
      input: { reason, agency: to },
    })
    await refresh(course)
    await assign(course, to)
  }
  if (plan.withdraw) {
    await reporter.act('withdraw', { reason: plan.withdraw })
    return
  }
  const own = answers.filter((answer) => answer.for === report.id)
  const good = own.find(({ quality }) => quality === 'good')
  await work(course)
  for (const poor of own.filter(({ quality }) => quality === 'perfunctory')) {
    await answerAndReturn(course, poor)
  }
  await answerAndPublish(course, good?.text ?? genericAnswer(journey.subject))
  if (plan.reopen) {
    await reporter.act('rate', { rating: 'unresolved' })
    await reporter.act('reopen', { reason: plan.reopen.reason })
    await refresh(course)
    await assign(course, course.caseView.agency!.code)
    await work(course)
    await answerAndPublish(course, plan.reopen.answer)
  }
  await reporter.act('rate', { rating: plan.rating ?? 'resolved' })
  if (plan.close) {
    await refresh(course)
    await act(course, operator, { type: 'close', input: {} })
  }
}

async function decline(course: Course, { reason, values }: NonNullable<Plan['decline']>) {
  const { journey, reporter, operator, world } = course
  const wording = world.catalogue.refusals.find(({ code }) => code === reason)!.guidance
  const all: Record<string, string> = { ma: journey.number, ...values }
  const guidance = wording.replace(/\{(\w+)\}/g, (blank, name: string) => all[name] ?? blank)
  if (guidance.includes('{')) journey.problems.push(`guidance with a blank left: ${guidance}`)
  await act(course, operator, { type: 'decline', input: { reason, guidance } })
  const seen = await reporter.look()
  if (!seen.includes(guidance.slice(0, 60))) {
    journey.problems.push('the reporter does not see the guidance')
  }
}

async function reply(course: Course, words: string): Promise<void> {
  const { reporter, journey } = course
  await reporter.act('citizen_reply', {
    text: words.replace('{phone}', journey.secrets.person.phone),
  })
  await refresh(course)
}

/** Sends the case on: where the centre knows, else where the rules point, else to the demo ward. */
async function assign(course: Course, wanted: string | undefined): Promise<void> {
  const { operator, world, caseView, journey } = course
  const suggested = caseView.centre?.suggestedAgency?.code
  const first = wanted ?? suggested ?? ward.agency
  const team = await world.teamOf(first)
  const agency = team ? first : ward.agency
  course.team = team ?? (await world.teamOf(ward.agency))!
  const view = await act(course, operator, { type: 'assign', input: { agency } })
  journey.agency = view.agency!.name
}

/** The agency takes the case, has it worked on, asks if it must; nobody there learns who reported. */
async function work(course: Course): Promise<void> {
  const { team, plan, operator, journey, caseView } = course
  const { coordinator, officer } = team
  const seen = await coordinator.getCase({ params: { id: caseView.id } })
  checkAgencyView(journey, seen)
  await act(course, coordinator, { type: 'acknowledge', input: {} })
  if (officer) {
    await act(course, coordinator, { type: 'assign_inside', input: { officer: officer.id } })
  }
  const worker = officer?.client ?? coordinator
  await act(course, worker, { type: 'start', input: {} })
  if (plan.agencyAsks) {
    const { question, reply: words } = plan.agencyAsks
    await act(course, worker, { type: 'request_question', input: { question } })
    await act(course, operator, { type: 'ask_citizen', input: { question } })
    await reply(course, words)
    checkAgencyView(journey, await worker.getCase({ params: { id: caseView.id } }))
  }
  if (plan.note) {
    await act(course, worker, { type: 'note_public', input: { text: plan.note } })
  }
}

/** The first sentence says what was found, the rest what was done. */
function boxesOf(text: string) {
  const [checked = '', ...rest] = text.split(/(?<=[\p{Ll}\d)][.;]) /u)
  return rest.length > 0
    ? { checked, done: rest.join(' '), finished: true }
    : { checked: 'Đã kiểm tra.', done: checked, finished: true }
}

async function sendAnswer({ team, ...course }: Course, text: string): Promise<CaseView> {
  const worker = team.officer?.client ?? team.coordinator
  return act({ team, ...course }, worker, { type: 'answer', input: boxesOf(text) })
}

/** A perfunctory answer goes back once, from the agency's head or from the centre. */
async function answerAndReturn(course: Course, poor: SampleAnswer): Promise<void> {
  const { reason, by } = returns[poor.id]!
  const input = { reason, ...(poor.fault && { text: poor.fault }) }
  course.caseView = await sendAnswer(course, poor.text)
  if (by === 'head') {
    await act(course, course.team.head, { type: 'return_answer', input })
    return
  }
  await act(course, course.team.head, { type: 'approve', input: {} })
  const { centre, answer } = await refresh(course)
  checkMasking(course.journey, poor.id, answer!, centre!.draft.answer, personalIn[poor.id] ?? [])
  await act(course, course.operator, { type: 'return_answer', input })
}

async function answerAndPublish(course: Course, text: string): Promise<void> {
  const { journey, operator, report, world } = course
  course.caseView = await sendAnswer(course, text)
  await act(course, course.team.head, { type: 'approve', input: {} })
  const { centre, answer, published: before, subject, commune } = await refresh(course)
  const { draft } = centre!
  checkMasking(journey, 'answer', answer!, draft.answer, [])
  if (!before) {
    journey.masked = checkMasking(
      journey,
      'text',
      journey.words,
      draft.text,
      journey.secrets.pieces,
    )
  }
  // Whoever asks to stay unnamed could be known by the story itself: the centre tells it in its own words.
  const retell = report.flags.includes('kin') && !world.isClosed(subject.code)
  const edited = retell
    ? `Người dân phản ánh tại ${commune.name}: ${subject.name.toLowerCase()}.`
    : draft.text.replace('(tổng đài ghi) ', '')
  const publication = { title: draft.title, text: edited, answer: draft.answer }
  await act(course, operator, { type: 'publish', input: publication })
  journey.published = publication
}

async function finish(course: Course): Promise<void> {
  const { journey, world, reporter } = course
  const view = await refresh(course)
  journey.status = view.status
  journey.subject = view.subject.code
  journey.steps = view.log.map(({ type, at, actor }) => ({
    type,
    at,
    by: actor.agency ?? (actor.kind === 'reporter' ? 'reporter' : 'centre'),
  }))
  checkEnded(course.plan, journey)
  if (journey.published) {
    const seen = (await reporter.look()).replace(/\s+/g, ' ')
    if (!seen.includes(journey.published.answer.slice(0, 60).replace(/\s+/g, ' '))) {
      journey.problems.push('the reporter does not see the answer')
    }
  }
  await (journey.published && !journey.closed
    ? checkPublished(world, journey)
    : checkUnpublished(world, journey))
}
