export { formatsOf, parseRecordFile, printRecordFile } from './files.ts'
export type { FileFormat, LineFault } from './files.ts'
export { administrationRoutes } from './routes.ts'
export { auditRoutes } from './audit/routes.ts'
