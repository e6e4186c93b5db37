import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMarkTable } from '../../../src/journal/mark-table.ts';

const MARKS = Array.from({ length: 300 }, (_, n) =>
  createHash('md5').update(String(n)).digest('base64').slice(0, 16),
);

it('does as a map does, while it grows', () => {
  const index = fc.nat({ max: MARKS.length - 1 });
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        set: fc.array(index, { maxLength: 20 }),
        value: fc.nat({ max: 2 ** 31 - 3 }),
      }),
    },
    fc.record({ delete: index }),
    fc.record({ take: index }),
    fc.record({ restored: fc.constant(true) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = createMarkTable(4);
      const map = new Map<string, number>();
      const taken = new Map<string, number>();
      const markAt = (at: number) => MARKS[at] as string;
      for (const act of steps) {
        if ('delete' in act) {
          table.delete(markAt(act.delete));
          map.delete(markAt(act.delete));
          taken.delete(markAt(act.delete));
          continue;
        }
        if ('take' in act) {
          const mark = markAt(act.take);
          const number = map.get(mark);
          expect(table.take(mark)).toBe(number);
          if (number !== undefined) taken.set(mark, number);
          map.delete(mark);
          continue;
        }
        if ('restored' in act) {
          table.restore();
          for (const [mark, number] of taken) map.set(mark, number);
          taken.clear();
          continue;
        }
        table.setAll(act.set.map(markAt).join(''), act.value);
        for (const at of act.set) {
          map.set(markAt(at), act.value);
          taken.delete(markAt(at));
        }
      }
      for (const mark of MARKS) expect(table.take(mark)).toBe(map.get(mark));
    }),
  );
});
