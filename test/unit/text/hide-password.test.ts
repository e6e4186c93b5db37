// Whatever URL reads as a user or a password is not shown, and the rest of the address is.

import { expect, test } from 'vitest';
import { hidePassword } from '../../../src/text/hide-password.ts';

test.each([
  ['https://ann:secret@s3.example:9000/x', 'https://…@s3.example:9000/x'],
  ['http://ann:sec@ret@host', 'http://…@host'],
  ['HTTP://ann:sec ret@host/a?b=c@d', 'HTTP://…@host/a?b=c@d'],
  ['http:\\\\ann:secret@host', 'http:\\\\…@host'],
  ['http:ann:secret@host', 'http:…@host'],
  ['http:/ann:secret@host', 'http:/…@host'],
  ['http://secret@host', 'http://…@host'],
])('%s is shown as %s', (address, shown) => {
  const { username, password } = new URL(address);
  expect(username + password).toContain('sec');
  expect(hidePassword(address)).toBe(shown);
});

test.each(['http://127.0.0.1:9000', 'https://s3.example/a@b', 'http://host?a=b@c#d@e'])(
  '%s has nothing to hide',
  (address) => {
    const { username, password } = new URL(address);
    expect(username + password).toBe('');
    expect(hidePassword(address)).toBe(address);
  },
);

test.each(['http://ann:secret@host:port', 'http://ann:se/cret@host', 'ann:secret@host:9000'])(
  'of %s, which is no address, nothing before the last @ is shown',
  (address) => {
    expect(hidePassword(address)).toMatch(/^…@host/);
  },
);
