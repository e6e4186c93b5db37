// A warm process in which DuckDB counts the lines and words of files for each request.

import { availableParallelism } from 'node:os';
import { serveMeasured } from './serve-measured.ts';

/** The part in use of a package that is installed only on request. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<DuckDbConnection> }>;
  };
}

interface DuckDbConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): bigint[][] }>;
}

// The name is no literal, so that no types are needed of a package that may be missing.
const packageName: string = '@duckdb/node-api';
const { DuckDBInstance } = (await import(packageName)) as DuckDb;
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`SET threads = ${availableParallelism()}`);

serveMeasured(async (files) => {
  // No text here has this delimiter, so each line is one column.
  const sql = `
    SELECT count(*), sum(len(regexp_extract_all(line, '[^ \\t\\v\\f\\r]+')))
    FROM read_csv('${files}', columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '',
      escape = '', header = false, auto_detect = false)`;
  const [[lines = 0n, words = 0n] = []] = (await connection.runAndReadAll(sql)).getRows();
  return { lines: Number(lines), words: Number(words) };
});
