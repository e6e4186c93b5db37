// Collects iterations into arrays.

export async function collect<T>(values: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

export async function* asAsync<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}
