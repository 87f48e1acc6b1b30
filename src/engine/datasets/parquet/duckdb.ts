import { FocalError } from '@shared/errors'

type NodeApi = typeof import('@duckdb/node-api')
export type Connection = Awaited<
  ReturnType<Awaited<ReturnType<NodeApi['DuckDBInstance']['create']>>['connect']>
>

/** Enough for the row groups of a Parquet file; DuckDB spills to disk beyond. */
const memoryLimit = '512MB'

/**
 * A DuckDB of its own, in memory, that loads nothing from elsewhere.
 * @param folder for what does not fit in its memory
 * @throws FocalError `unsupported` where this machine has no DuckDB
 */
export async function openDuckDb(folder: string): Promise<{ connection: Connection; close: () => void }> {
  const { DuckDBInstance } = await loadDuckDb()
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: memoryLimit,
    temp_directory: folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  const close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  return { connection, close }
}

async function loadDuckDb(): Promise<NodeApi> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    throw new FocalError(
      {
        code: 'unsupported',
        message:
          'Parquet files are read by DuckDB, which is not installed for this machine. Write the file as CSV or JSON lines, or run npm install again.',
      },
      { cause: error },
    )
  }
}
