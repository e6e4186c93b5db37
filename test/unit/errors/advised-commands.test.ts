// Commands of the AWS command line that messages advise, and addresses that they name.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkEndpoint } from '../../../src/doctor/check-endpoint.ts';
import type { DoctorPorts } from '../../../src/doctor/doctor-ports.ts';
import { badEndpoint, noCredentials, ssoExpired } from '../../../src/errors/user-error.ts';

test.each(["Ann's own", '$HOME', 'a;b', 'größe'])(
  'a shell reads the profile %s as it is',
  (profile) => {
    for (const { message } of [noCredentials('none', profile), ssoExpired(profile)]) {
      const [, command = ''] = /run "aws (.*?)"/.exec(message) ?? [];
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' });
      expect(words.trimEnd().split('\n').slice(-2)).toEqual(['--profile', profile]);
    }
  },
);

test.each(['http://ann:secret@host:port', 'http://ann:se@cret@host', 'http:\\\\ann:secret@host'])(
  'no password of %s is told',
  (address) => {
    const env = { AWS_ENDPOINT_URL: address };
    const found = checkEndpoint({ env } as unknown as DoctorPorts);
    const told = JSON.stringify([found, badEndpoint(address).message]);
    expect(told).toContain('@host');
    expect(told).not.toMatch(/ann|secret|cret/);
  },
);
