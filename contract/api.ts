import * as account from './account.ts'
import * as administration from './administration.ts'
import * as audit from './audit.ts'
import * as bulk from './bulk.ts'
import * as cases from './cases.ts'
import * as delegations from './delegations.ts'
import * as choices from './choices.ts'
import * as citizens from './citizens.ts'
import * as identity from './identity.ts'
import * as macros from './macros.ts'
import * as near from './near.ts'
import * as overview from './overview.ts'
import * as passkeys from './passkeys.ts'
import * as pictures from './pictures.ts'
import * as places from './places.ts'
import * as publicReports from './public.ts'
import * as presence from './presence.ts'
import * as reporters from './reporters.ts'
import * as retention from './retention.ts'
import * as routing from './routing.ts'
import * as shifts from './shifts.ts'
import * as statistics from './statistics.ts'
import * as textModules from './text-modules.ts'

/** Every JSON operation by name: the source of the routes, the typed client and the OpenAPI page. */
export const api = {
  submitReport: cases.submitReport,
  trackReport: cases.trackReport,
  actOnReport: cases.actOnReport,
  listPublicReports: cases.listPublicReports,
  getPublicReport: cases.getPublicReport,
  getPublicMap: publicReports.getPublicMap,
  listSimilarReports: publicReports.listSimilarReports,
  getPublicStatistics: publicReports.getPublicStatistics,
  getCatalogue: cases.getCatalogue,
  requestCode: citizens.requestCode,
  signInCitizen: citizens.signInCitizen,
  getCitizen: citizens.getCitizen,
  signOutCitizen: citizens.signOutCitizen,
  signOutCitizenEverywhere: citizens.signOutCitizenEverywhere,
  removeCitizen: citizens.removeCitizen,
  listCitizenReports: citizens.listCitizenReports,
  getCitizenReport: citizens.getCitizenReport,
  listFollowedReports: citizens.listFollowedReports,
  followReport: citizens.followReport,
  unfollowReport: citizens.unfollowReport,
  uploadPicture: pictures.uploadPicture,
  getPictureMarks: pictures.getPictureMarks,
  approvePicture: pictures.approvePicture,
  setPictureAudience: pictures.setPictureAudience,
  listPictureReads: pictures.listPictureReads,
  listCases: cases.listCases,
  countCases: cases.countCases,
  exportCases: cases.exportCases,
  previewBulk: bulk.previewBulk,
  actOnCases: bulk.actOnCases,
  snoozeCases: bulk.snoozeCases,
  getCase: cases.getCase,
  getCaseChoices: choices.getCaseChoices,
  listNearCases: near.listNearCases,
  tellPresence: presence.tellPresence,
  listPresence: presence.listPresence,
  listTextModules: textModules.listTextModules,
  listMacros: macros.listMacros,
  previewMacro: macros.previewMacro,
  actInSeries: macros.actInSeries,
  actOnCase: cases.actOnCase,
  revealReporter: reporters.revealReporter,
  listReporterReads: reporters.listReporterReads,
  signIn: identity.signIn,
  getSignInOptions: identity.getSignInOptions,
  continueSignOn: identity.continueSignOn,
  signOut: identity.signOut,
  getMe: identity.getMe,
  touchSession: identity.touchSession,
  lockSession: identity.lockSession,
  unlockSession: identity.unlockSession,
  listAgencies: identity.listAgencies,
  getAgency: identity.getAgency,
  listColleagues: identity.listColleagues,
  getAccountSecurity: account.getAccountSecurity,
  beginSecondFactor: account.beginSecondFactor,
  confirmSecondFactor: account.confirmSecondFactor,
  changePassword: account.changePassword,
  signOutEverywhere: account.signOutEverywhere,
  endSession: account.endSession,
  beginPasskeySignIn: passkeys.beginPasskeySignIn,
  signInWithPasskey: passkeys.signInWithPasskey,
  beginPasskeyProof: passkeys.beginPasskeyProof,
  beginPasskey: passkeys.beginPasskey,
  addPasskey: passkeys.addPasskey,
  removePasskey: passkeys.removePasskey,
  listDelegations: delegations.listDelegations,
  delegate: delegations.delegate,
  withdrawDelegation: delegations.withdrawDelegation,
  getPlaceAt: places.getPlaceAt,
  searchPlaces: places.searchPlaces,
  getCalendar: places.getCalendar,
  getReportStatistics: statistics.getReportStatistics,
  getOverview: overview.getOverview,
  getCurrentShift: shifts.getCurrentShift,
  getRedPart: shifts.getRedPart,
  listShifts: shifts.listShifts,
  listShiftPeople: shifts.listShiftPeople,
  getShift: shifts.getShift,
  takeShift: shifts.takeShift,
  writeShiftNote: shifts.writeShiftNote,
  settleShiftNote: shifts.settleShiftNote,
  handShiftOver: shifts.handShiftOver,
  explainRoute: routing.explainRoute,
  tryRule: routing.tryRule,
  listRecords: administration.listRecords,
  getRecord: administration.getRecord,
  writeRecord: administration.writeRecord,
  removeRecord: administration.removeRecord,
  listChanges: administration.listChanges,
  exportRecords: administration.exportRecords,
  importRecords: administration.importRecords,
  listPeople: administration.listPeople,
  addPerson: administration.addPerson,
  changePerson: administration.changePerson,
  resetPassword: administration.resetPassword,
  listAudit: audit.listAudit,
  exportAudit: audit.exportAudit,
  getAuditState: audit.getAuditState,
  resetSecondFactor: administration.resetSecondFactor,
  getRetention: retention.getRetention,
  unlockPerson: administration.unlockPerson,
} as const

export type Api = typeof api
