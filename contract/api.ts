import * as cases from './cases.ts'
import * as identity from './identity.ts'

/** Every JSON operation by name: the source of the routes, the typed client and the OpenAPI page. */
export const api = {
  submitReport: cases.submitReport,
  trackReport: cases.trackReport,
  actOnReport: cases.actOnReport,
  listPublicReports: cases.listPublicReports,
  getPublicReport: cases.getPublicReport,
  getCatalogue: cases.getCatalogue,
  listCases: cases.listCases,
  countCases: cases.countCases,
  getCase: cases.getCase,
  actOnCase: cases.actOnCase,
  signIn: identity.signIn,
  signOut: identity.signOut,
  getMe: identity.getMe,
  listAgencies: identity.listAgencies,
  listColleagues: identity.listColleagues,
} as const

export type Api = typeof api
