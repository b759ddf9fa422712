import { definePack } from '../../contract/packs.ts'
import choices from './choices.json' with { type: 'json' }
import classes from './classes.json' with { type: 'json' }
import consents from './consents.json' with { type: 'json' }
import featureClasses from './feature-classes.json' with { type: 'json' }
import subjectGroups from './groups.json' with { type: 'json' }
import macros from './macros.json' with { type: 'json' }
import retention from './retention.json' with { type: 'json' }
import subjects from './subjects.json' with { type: 'json' }
import textModules from './text-modules.json' with { type: 'json' }

/**
 * The field report (phản ánh hiện trường): subjects with their leads, deadline classes, reasons and
 * the rating scale. A starting set to be replaced by the province's own regulation; where a deadline
 * is a proposal, its `source` says so. `{cap_tinh}` in a text stands for "tỉnh" or "thành phố".
 */
export const pack = definePack({
  code: 'field_reports',
  name: { vi: 'Phản ánh hiện trường', en: 'Field reports' },
  description: {
    vi: 'Lĩnh vực, đơn vị chủ trì, lớp thời hạn, lý do và thang đánh giá của phản ánh hiện trường',
    en: 'Subjects, lead agencies, deadline classes, reasons and rating scale of field reports',
  },
  subjectGroups,
  subjects,
  classes,
  choices,
  featureClasses,
  consents,
  retention,
  textModules,
  macros,
})
