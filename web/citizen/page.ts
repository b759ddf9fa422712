import type { z } from 'zod'
import type { getCatalogue, OwnReport, PublicReport, ReportReceipt } from '../../contract/cases.ts'
import type { DataRequest, OwnConsent } from '../../contract/data-requests.ts'
import type {
  DensityRow,
  NearReport,
  PublicFilter,
  PublicStatistics,
  StatisticPeriod,
} from '../../contract/public.ts'
import type { CitizenReport, FollowedReport } from '../../contract/citizens.ts'
import type { ErrorCode, FieldError } from '../../contract/errors.ts'
import type { Picture } from '../../contract/pictures.ts'
import type { ActionType } from '../../contract/case-types.ts'

export type Language = 'vi' | 'en'
export type Catalogue = z.output<typeof getCatalogue.response>
/** What somebody typed, by the name of the box; shown again exactly so. */
export type Typed = Record<string, string>

/** Why something sent was not taken: wrong boxes, or one problem with the whole. */
export type Refusal = {
  fields: FieldError[]
  problem:
    | ErrorCode
    | 'code_not_found'
    | 'code_mistyped'
    | 'code_over'
    | 'too_many_codes'
    | 'sso_away'
    | 'sso_refused'
    | 'sso_no_contact'
    | { code: 'conflict'; action: string | null; at: string | null }
    | null
}

/** What the reporter tried on the own-report page and did not get through. */
export type Attempt = { action: ActionType; typed: Typed; refusal: Refusal }

/** By which words a report is recognised that belongs elsewhere, and what is said then. */
export type Sign = Catalogue['signs'][number]

/** Open reports near the point of one that is not sent yet, and which of them are followed. */
export type Similar = { reports: NearReport[]; followed: string[] }

/** What is kept of the account of whoever is signed in. */
export type Account = { contact: string; followed: FollowedReport[] }

/** Every page of the public site with the data it shows. */
export type Page =
  | { kind: 'home'; reports: PublicReport[] }
  | {
      kind: 'form'
      catalogue: Catalogue
      typed: Typed
      refusal: Refusal | null
      /** The idempotency key: it stays the same until the report is accepted. */
      key: string
      /** What the report was recognised by, and was not yet said. */
      guidance: Sign[]
      /** What may be the same matter, and was not yet shown. */
      similar: Similar | null
      /** Somebody is signed in: the report will be among theirs. */
      signedIn: boolean
      /** Those that arrived with an earlier attempt. */
      pictures: Pick<Picture, 'id' | 'width' | 'height'>[]
    }
  /** What the form's script shows of it: the list alone, which stands for itself without one. */
  | { kind: 'similar'; similar: Similar }
  | { kind: 'sent'; receipt: ReportReceipt | null }
  | { kind: 'track'; typed: Typed; refusal: Refusal | null }
  | {
      kind: 'own'
      report: OwnReport
      ratings: Catalogue['ratings']
      key: string
      attempt: Attempt | null
      /** The action that has just succeeded. */
      done: ActionType | null
    }
  | {
      kind: 'list'
      reports: PublicReport[]
      total: number
      /** Where the pages beside this one begin. */
      newer: string | null
      older: string | null
      catalogue: Catalogue
      /** Those with a report that anybody may see. */
      agencies: { code: string; name: string }[]
      filter: PublicFilter
      /** Its days as they were typed, and what is wrong with them. */
      typed: Typed
      refusal: Refusal | null
      /** Only this window of the map, as it stands in the address. */
      box: string | null
    }
  | {
      kind: 'map'
      communes: DensityRow[]
      /** The most reports in each step of the legend. */
      steps: number[]
      catalogue: Catalogue
      agencies: { code: string; name: string }[]
      filter: PublicFilter
      typed: Typed
      refusal: Refusal | null
    }
  | {
      kind: 'public'
      report: PublicReport
      /** Its words may be read; else only how it stands. */
      isPublished: boolean
      near: PublicReport[]
      ratings: Catalogue['ratings']
      /** Whoever is signed in follows it. */
      isFollowed: boolean
      /** They have just begun to, or ended it. */
      done: 'follow' | 'unfollow' | null
    }
  | { kind: 'statistics'; period: StatisticPeriod; statistics: PublicStatistics }
  | { kind: 'numbers' }
  /** Shown by the service worker where a page is asked for and there is no network. */
  | { kind: 'offline' }
  | { kind: 'accessibility' }
  | { kind: 'privacy'; retention: { code: string; name: string; days: number }[] }
  | { kind: 'dataCode'; typed: Typed; refusal: Refusal | null; account: Account | null }
  | {
      kind: 'data'
      requests: DataRequest[]
      consents: OwnConsent[]
      kinds: Catalogue['dataRequests']
      typed: Typed
      refusal: Refusal | null
      key: string
      /** The number of the request that was just taken in, or `consent`. */
      done: string | null
      account: Account | null
    }
  | {
      kind: 'sign_in'
      typed: Typed
      refusal: Refusal | null
      /** The name of another party to sign in with. */
      sso: string | null
      /** The number of the report that is to be followed then. */
      follow: string | null
    }
  /** `isKept`: the demo, where the code is read in its letter box. */
  | { kind: 'sign_in_code'; sentTo: string; isKept: boolean; refusal: Refusal | null }
  | { kind: 'letter'; letter: { at: string; recipient: string; text: string } }
  | {
      kind: 'mine'
      contact: string
      reports: CitizenReport[]
      followed: FollowedReport[]
      /** No more may be followed. */
      isFull: boolean
    }
  | { kind: 'error'; code: ErrorCode; requestId: string }

/** The reporter's own view of a report. */
export type OwnPage = Extract<Page, { kind: 'own' }>

/** What every page needs around its content. */
export type Shell = {
  language: Language
  /** The path of this page without its query, for the navigation. */
  path: string
  /** This page in each language. */
  alternates: Record<Language, string>
  /** The origin people type, for the addresses in `og:` tags. */
  publicUrl: string
  province: string
  /** Made-up data: every page says so. */
  demo: boolean
  emergencyNumbers: { number: string; name: string }[]
  /** Every number there is to call, those among them. */
  numbers: { number: string; name: string }[]
  hotline: string | null
  /** The present, ISO 8601. */
  now: string
  nonce: string
  assets: Assets
}

/** The built files a page refers to, as absolute paths. */
export type Assets = {
  script: string
  styles: string[]
  icon: string
  /** PNG, for installing. */
  icons: { small: string; large: string; maskable: string }
  /** Stands for pages without a picture of their own where they are shared. */
  share: string
  preload: string[]
}
