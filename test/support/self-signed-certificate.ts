// A certificate for localhost that nobody vouches for but itself, as PEM files.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface SelfSignedCertificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** The path of the certificate. */
  readonly path: string;
}

/** Call it within a test, whose end removes the files. */
export function makeCertificate(): SelfSignedCertificate {
  const folder = createTemporaryFolder();
  const at = (name: string) => join(folder, name);
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', at('key'), '-out', at('certificate')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const rest = ['-nodes', '-days', '2', ...subject, ...files];
  execFileSync('openssl', ['req', '-x509', ...curve, ...rest], { stdio: 'ignore' });
  const path = at('certificate');
  return { key: readFileSync(at('key')), cert: readFileSync(path), path };
}
