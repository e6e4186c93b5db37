// Objects that are listed and not yet in a batch.

export interface Backlog<T> {
  add(objects: readonly T[]): void;
  objects(): number;
  /** The counting cost of all of them, including their opening. */
  cost(): number;
  /** Takes out the costliest objects, about in order, until their cost or number is reached. It takes at least one. */
  take(cost: number, objects: number): T[];
}

/**
 * `opening` is the counting cost of opening one, so that small objects stay in the order of their listing. Objects of the same order of magnitude are in one queue, so that nothing is sorted. In a queue, the object that was
 * added first is taken first.
 */
export function createBacklog<T>(costOf: (object: T) => number, opening: number): Backlog<T> {
  /** By the number of binary digits of the cost. */
  const queues: T[][] = [];
  let objects = 0;
  let cost = 0;

  function queueOf(digits: number): T[] {
    for (let next = queues.length; next <= digits; next += 1) queues.push([]);
    return queues[digits] as T[];
  }

  return {
    add(more) {
      for (const object of more) {
        const own = costOf(object);
        queueOf(digitsOf(own + opening)).push(object);
        cost += own + opening;
      }
      objects += more.length;
    },
    objects: () => objects,
    cost: () => cost,
    take(maxCost, maxObjects) {
      const taken: T[] = [];
      let takenCost = 0;
      for (let digits = queues.length - 1; digits >= 0; digits -= 1) {
        const queue = queues[digits] as T[];
        let count = 0;
        for (const object of queue) {
          if (taken.length > 0 && (takenCost >= maxCost || taken.length >= maxObjects)) break;
          taken.push(object);
          takenCost += costOf(object) + opening;
          count += 1;
        }
        queue.splice(0, count);
      }
      objects -= taken.length;
      cost = objects === 0 ? 0 : cost - takenCost;
      return taken;
    },
  };
}

function digitsOf(cost: number): number {
  return cost < 1 ? 0 : Math.floor(Math.log2(cost)) + 1;
}
