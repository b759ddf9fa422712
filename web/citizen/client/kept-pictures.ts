import { createKeptPictures } from '../../ui/kept-pictures.ts'

/** The pictures of the report that is being written on this device. */
export const keptPictures = createKeptPictures('nhip.report-pictures', 'report-pictures')
