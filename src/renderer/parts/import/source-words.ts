import { nameSources } from '@shared/domain/dataset'
import { translate } from '../../i18n'

/** A list that the engine wrote, with the separator of the language in use. */
export function listWords(list: string): string {
  return list.split(', ').join(translate('common.listSeparator'))
}

/** What labels or a split are read from, in the language in use: names of columns and files stay what they are. */
export function sourceWords(source: string): string {
  if (source === nameSources.folders) return translate('data.sourceNames.folders')
  return source === nameSources.arrays ? translate('data.sourceNames.arrays') : source
}
