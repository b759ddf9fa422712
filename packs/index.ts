import { pack as fieldReports } from './field-reports/pack.ts'
import { pack as hue } from './hue/pack.ts'
import { pack as vietnam } from './vietnam/pack.ts'

/** The packs that come with the product, by name. */
export const packs = { vietnam, fieldReports, hue }
