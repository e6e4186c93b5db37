// `wordcount deploy --template`: prints what deploy would make as a template, for those who deploy by one.

import { fileURLToPath } from 'node:url';
import { toDesiredState } from '../deploy/desired-state.ts';
import { TIERS } from '../deploy/resource-names.ts';
import { settleSettings } from '../deploy/settle-settings.ts';
import { toCloudFormation } from '../deploy/template/cloudformation.ts';
import {
  archiveName,
  type CodeLocation,
  PLACEHOLDERS,
  type TemplateKind,
} from '../deploy/template/template.ts';
import { toTerraform } from '../deploy/template/terraform.ts';
import { type DeployOptions, toDeployRequest } from './deploy-options.ts';
import { createStdoutWriter } from './output.ts';
import { readArchives } from './read-archives.ts';

/** Needs no credentials: a template is for a new deployment, whatever is deployed already. */
export async function printTemplate(options: DeployOptions, kind: TemplateKind): Promise<number> {
  const archives = await readArchives();
  const nothing = { worker: {}, cascade: {} };
  const request = toDeployRequest(options);
  const settings = settleSettings(request, PLACEHOLDERS[kind], nothing, archives);
  const code = codeLocation(options);
  const input = { stem: options.name, desired: toDesiredState(settings), code };
  const template = kind === 'cloudformation' ? toCloudFormation(input) : toTerraform(input);
  await createStdoutWriter(() => undefined)(`${JSON.stringify(template, null, 2)}\n`);
  const uploads = TIERS.map((tier) => {
    const name = archiveName(tier, archives[tier]);
    return `  aws s3 cp ${folder()}/${tier}.zip s3://${options.codeBucket}/${options.codePrefix}${name}`;
  });
  process.stderr.write(
    code.kind === 's3'
      ? `Before it is applied, copy the code:\n${uploads.join('\n')}\n`
      : `${LOCAL_CODE[kind]}\n`,
  );
  return 0;
}

const LOCAL_CODE: Readonly<Record<TemplateKind, string>> = {
  cloudformation:
    'The code is named by its path on this machine: "aws cloudformation package" copies it to S3. Or give --code-bucket.',
  terraform: 'The code is named by its path on this machine. To have it in S3, give --code-bucket.',
};

function codeLocation({ codeBucket, codePrefix }: DeployOptions): CodeLocation {
  if (codeBucket === undefined) return { kind: 'folder', path: folder() };
  return { kind: 's3', bucket: codeBucket, prefix: codePrefix };
}

/** Where the build puts the archives: beside this program. */
function folder(): string {
  return fileURLToPath(new URL('./functions', import.meta.url));
}
