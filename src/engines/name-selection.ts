// The name of a selection in events: its prefixes, or the number of its keys.

import type { SelectionName } from '../events/source-name.ts';
import { commonHead, type Selection } from '../planning/selection.ts';

export function nameSelection({ prefixes, keys }: Selection): SelectionName {
  return {
    prefix: commonHead([...prefixes, ...keys]),
    ...(prefixes.length + Math.min(keys.length, prefixes.length) > 1 && { prefixes }),
    ...(keys.length > 0 && { keys: keys.length }),
  };
}
