/** What is not the same in the configurations of some runs. */
import type { RunConfig } from '@shared/config/run-config'
import type { ConfigDifference } from '@shared/contract/runs'

/**
 * Fields whose values differ, by dotted path (`loss.gamma`), in the order of the configurations. A list (the layers
 * of a model, one weight a class) is one value. A field that only some configurations have differs; of a section that
 * some have not (`data.fold`), its fields are told.
 */
export function configDifference(configs: readonly RunConfig[]): ConfigDifference[] {
  const flattened = configs.map((config) => new Map(flatten(config, '')))
  const paths = new Set(flattened.flatMap((fields) => [...fields.keys()]))
  const isSection = (path: string) => [...paths].some((other) => other.startsWith(`${path}.`))
  return [...paths]
    .filter((path) => !isSection(path))
    .map((path) => ({ path, values: flattened.map((fields) => fields.get(path)) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1)
}

function flatten(value: object, prefix: string): [string, unknown][] {
  return Object.entries(value).flatMap(([key, field]: [string, unknown]): [string, unknown][] => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    const isSection = typeof field === 'object' && field !== null && !Array.isArray(field)
    return isSection ? flatten(field, path) : [[path, field]]
  })
}
