// A process that stays warm and has DuckDB count the lines and words of files whenever it is asked.

import { availableParallelism } from 'node:os';
import { serveMeasured } from './serve-measured.ts';

/** What is used of a package that is installed only where it takes part. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<DuckDbConnection> }>;
  };
}

interface DuckDbConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): bigint[][] }>;
}

// By a name that is no literal, so that types are not asked of a package that may not be there.
const packageName: string = '@duckdb/node-api';
const { DuckDBInstance } = (await import(packageName)) as DuckDb;
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`SET threads = ${availableParallelism()}`);

serveMeasured(async (files) => {
  // A delimiter that no text here has: each line is one column.
  const sql = `
    SELECT count(*), sum(len(regexp_extract_all(line, '[^ \\t\\v\\f\\r]+')))
    FROM read_csv('${files}', columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '',
      escape = '', header = false, auto_detect = false)`;
  const [[lines = 0n, words = 0n] = []] = (await connection.runAndReadAll(sql)).getRows();
  return { lines: Number(lines), words: Number(words) };
});
