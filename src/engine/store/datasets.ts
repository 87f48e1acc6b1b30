import type { Database } from 'better-sqlite3'
import { ulid } from 'ulid'
import type { Dataset } from '@shared/domain/dataset'
import { conflict, notFound } from './errors'
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json'
import { inTransaction } from './transaction'
import type { DatasetStore, NewDataset } from './types'

type DatasetRow = Omit<Dataset, 'featureNames' | 'shape' | 'multiLabel' | 'classes'> & {
  featureNames: string
  shape: string | null
  multiLabel: 0 | 1
  classes: string
}

const columns = `id, name, source, hash, samples, features, feature_names AS featureNames, shape, classes,
  label_column AS labelColumn, attribution, created_at AS createdAt, removed_at AS removedAt,
  multi_label AS multiLabel`

export class DatasetTable implements DatasetStore {
  private readonly statements

  constructor(private readonly database: Database) {
    this.statements = prepareStatements(database)
  }

  list(): Dataset[] {
    return this.statements.all.all().map(toDataset)
  }

  get(idOrName: string): Dataset {
    const dataset = this.find(idOrName)
    if (!dataset) throw notFound('data set', idOrName)
    return dataset
  }

  find(idOrName: string): Dataset | null {
    const byId = this.statements.byId.get(idOrName)
    if (byId) return toDataset(byId)
    const byName = this.statements.byName.get(idOrName)
    return byName?.removedAt === null ? toDataset(byName) : null
  }

  findByHash(hash: string): Dataset | null {
    return toDatasetOrNull(this.statements.byHash.get(hash))
  }

  insert(dataset: NewDataset): Dataset {
    return inTransaction(this.database, () => {
      const known = this.findByHash(dataset.hash)
      if (known) return known.removedAt === null ? known : this.bringBack(known.id)
      const id = dataset.id ?? ulid()
      if (this.statements.byId.get(id)) {
        throw conflict(`There is another data set ${id}, with other content. Remove it first.`, { id })
      }
      this.statements.insert.run({
        ...dataset,
        id,
        name: this.freeName(dataset.name),
        featureNames: toJson(dataset.featureNames),
        shape: toJsonOrNull(dataset.shape),
        multiLabel: Number(dataset.multiLabel),
        classes: toJson(dataset.classes),
        createdAt: dataset.createdAt ?? Date.now(),
      })
      return this.byId(id)
    })
  }

  rename(id: string, name: string): Dataset {
    return inTransaction(this.database, () => {
      this.byId(id)
      const holder = this.statements.byName.get(name)
      if (holder && holder.id !== id) {
        const which = holder.removedAt === null ? 'Another' : 'A removed'
        throw conflict(`${which} data set is called ${name}. Choose another name.`, {
          id,
          name,
          problem: holder.removedAt === null ? 'name-taken' : 'name-taken-by-removed',
        })
      }
      this.statements.rename.run(name, id)
      return this.byId(id)
    })
  }

  remove(id: string, { force = false }: { force?: boolean } = {}): void {
    inTransaction(this.database, () => {
      const { name } = this.byId(id)
      const runs = this.statements.countRuns.get(id) ?? 0
      if (runs === 0) {
        this.statements.delete.run(id)
        return
      }
      const unfinished = this.statements.countUnfinished.get(id) ?? 0
      if (!force) throw conflict(inUse(name, runs), { id, name, runs, problem: 'data-set-in-use' })
      if (unfinished > 0) {
        const details = { id, name, runs, unfinished, problem: 'data-set-in-training' }
        throw conflict(inTraining(name, unfinished), details)
      }
      this.statements.markRemoved.run(Date.now(), id)
    })
  }

  forgetRemoved(): void {
    this.statements.forgetRemoved.run()
  }

  private bringBack(id: string): Dataset {
    this.statements.markRemoved.run(null, id)
    return this.byId(id)
  }

  private byId(id: string): Dataset {
    const row = this.statements.byId.get(id)
    if (!row) throw notFound('data set', id)
    return toDataset(row)
  }

  private freeName(name: string): string {
    let candidate = name
    for (let number = 2; this.statements.byName.get(candidate); number++) candidate = `${name} (${number})`
    return candidate
  }
}

function inUse(name: string, runs: number): string {
  const used = runs === 1 ? '1 run' : `${runs} runs`
  return `The data set ${name} is used by ${used}, removed ones included. Force the removal to keep them without their data.`
}

function inTraining(name: string, unfinished: number): string {
  const used = unfinished === 1 ? '1 run that trains or waits' : `${unfinished} runs that train or wait`
  return `The data set ${name} is used by ${used}. Stop or remove them first.`
}

function prepareStatements(database: Database) {
  const select = `SELECT ${columns} FROM datasets`
  return {
    all: database.prepare<[], DatasetRow>(`${select} WHERE removed_at IS NULL ORDER BY created_at, id`),
    byId: database.prepare<[string], DatasetRow>(`${select} WHERE id = ?`),
    byName: database.prepare<[string], DatasetRow>(`${select} WHERE name = ?`),
    byHash: database.prepare<[string], DatasetRow>(`${select} WHERE hash = ?`),
    insert: database.prepare(
      `INSERT INTO datasets VALUES (@id, @name, @source, @hash, @samples, @features, @featureNames, @shape, @classes,
         @labelColumn, @attribution, @createdAt, NULL, @multiLabel)`,
    ),
    rename: database.prepare('UPDATE datasets SET name = ? WHERE id = ?'),
    countRuns: database.prepare<[string], number>('SELECT count(*) FROM runs WHERE dataset_id = ?').pluck(),
    countUnfinished: database
      .prepare<[string], number>(
        `SELECT count(*) FROM runs
         WHERE dataset_id = ? AND removed_at IS NULL AND state IN ('queued', 'running', 'paused')`,
      )
      .pluck(),
    markRemoved: database.prepare<[number | null, string]>('UPDATE datasets SET removed_at = ? WHERE id = ?'),
    forgetRemoved: database.prepare(
      'DELETE FROM datasets WHERE removed_at IS NOT NULL AND id NOT IN (SELECT dataset_id FROM runs)',
    ),
    delete: database.prepare('DELETE FROM datasets WHERE id = ?'),
  }
}

function toDatasetOrNull(row: DatasetRow | undefined): Dataset | null {
  return row ? toDataset(row) : null
}

function toDataset(row: DatasetRow): Dataset {
  return {
    ...row,
    featureNames: fromJson<string[]>(row.featureNames),
    shape: fromJsonOrNull<[number, number, number]>(row.shape),
    multiLabel: row.multiLabel === 1,
    classes: fromJson<Dataset['classes']>(row.classes),
  }
}
