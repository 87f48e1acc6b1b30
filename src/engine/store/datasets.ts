import type { Database } from 'better-sqlite3'
import { ulid } from 'ulid'
import type { Dataset } from '@shared/domain/dataset'
import { conflict, notFound } from './errors'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json'
import type { DatasetStore, NewDataset } from './types'

type DatasetRow = Omit<Dataset, 'featureNames' | 'shape' | 'classes'> & {
  featureNames: string
  shape: string | null
  classes: string
}

const columns = `id, name, source, hash, samples, features, feature_names AS featureNames, shape, classes,
  label_column AS labelColumn, attribution, created_at AS createdAt`

export function createDatasetStore(database: Database): DatasetStore {
  const selectAll = database.prepare<[], DatasetRow>(
    `SELECT ${columns} FROM datasets ORDER BY created_at, id`,
  )
  const selectById = database.prepare<[string], DatasetRow>(`SELECT ${columns} FROM datasets WHERE id = ?`)
  const selectByName = database.prepare<[string], DatasetRow>(
    `SELECT ${columns} FROM datasets WHERE name = ?`,
  )
  const selectByHash = database.prepare<[string], DatasetRow>(
    `SELECT ${columns} FROM datasets WHERE hash = ?`,
  )
  const insertDataset = database.prepare(
    `INSERT INTO datasets VALUES (@id, @name, @source, @hash, @samples, @features, @featureNames, @shape, @classes,
       @labelColumn, @attribution, @createdAt)`,
  )
  const updateName = database.prepare('UPDATE datasets SET name = ? WHERE id = ?')
  const countRuns = database
    .prepare<[string], number>('SELECT count(*) FROM runs WHERE dataset_id = ?')
    .pluck()
  const deleteDataset = database.prepare('DELETE FROM datasets WHERE id = ?')

  function byId(id: string): Dataset {
    const row = selectById.get(id)
    if (!row) throw notFound('data set', id)
    return toDataset(row)
  }

  function find(idOrName: string): Dataset | null {
    const row = selectById.get(idOrName) ?? selectByName.get(idOrName)
    return row ? toDataset(row) : null
  }

  function freeName(name: string): string {
    if (!selectByName.get(name)) return name
    for (let number = 2; ; number++) {
      const candidate = `${name} (${number})`
      if (!selectByName.get(candidate)) return candidate
    }
  }

  const insert = database.transaction((dataset: NewDataset) => {
    const known = selectByHash.get(dataset.hash)
    if (known) return toDataset(known)
    const id = dataset.id ?? ulid()
    if (selectById.get(id)) {
      throw conflict(`There is another data set ${id}, with other content. Remove it first.`, { id })
    }
    insertDataset.run({
      ...dataset,
      id,
      name: freeName(dataset.name),
      featureNames: toJson(dataset.featureNames),
      shape: toJsonOrNull(dataset.shape),
      classes: toJson(dataset.classes),
      createdAt: dataset.createdAt ?? Date.now(),
    })
    return byId(id)
  })

  const rename = database.transaction((id: string, name: string) => {
    byId(id)
    const holder = selectByName.get(name)
    if (holder && holder.id !== id) {
      throw conflict(`Another data set is called ${name}. Choose another name.`, { id, name })
    }
    updateName.run(name, id)
    return byId(id)
  })

  const remove = database.transaction((id: string) => {
    const { name } = byId(id)
    const runs = countRuns.get(id) ?? 0
    if (runs > 0) {
      throw conflict(
        `The data set ${name} is used by ${runs} runs, removed ones included. Delete those first.`,
        {
          id,
          runs,
        },
      )
    }
    deleteDataset.run(id)
  })

  return {
    list: () => selectAll.all().map(toDataset),
    find,
    get(idOrName) {
      const dataset = find(idOrName)
      if (!dataset) throw notFound('data set', idOrName)
      return dataset
    },
    findByHash(hash) {
      const row = selectByHash.get(hash)
      return row ? toDataset(row) : null
    },
    insert: (dataset) => insert.immediate(dataset),
    rename: (id, name) => rename.immediate(id, name),
    remove: (id) => remove.immediate(id),
  }
}

function toDataset(row: DatasetRow): Dataset {
  return {
    ...row,
    featureNames: fromJson<string[]>(row.featureNames),
    shape: fromJsonOrNull<[number, number, number]>(row.shape),
    classes: fromJson<Dataset['classes']>(row.classes),
  }
}
