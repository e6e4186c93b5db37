import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addDeployVerb, addDestroyVerb } from '../../../src/commands/options/deploy.ts';
import { addDoctorVerb } from '../../../src/commands/options/doctor.ts';
import { addRunVerb } from '../../../src/commands/options/run.ts';
import { addRunsVerb } from '../../../src/commands/options/runs.ts';
import { addServeVerb } from '../../../src/commands/options/serve.ts';
import { documents, readText } from '../../support/documents.ts';

const program = new Command();
const verbs = [addRunVerb, addRunsVerb, addServeVerb, addDeployVerb, addDestroyVerb, addDoctorVerb];
for (const addVerb of verbs) {
  addVerb(program, async (act) => void (await act()));
}
const options = program.commands.flatMap((command) => command.options);

it('explains every option of the help in the README or in docs', async () => {
  const pages = (await documents()).filter((path) => /^(README|docs\/[\w-]+)\.md$/.test(path));
  const text = pages.map(readText).join('\n');
  const shown = options.filter(({ hidden }) => !hidden).map(({ long }) => String(long));
  expect(shown.length).toBeGreaterThan(30);
  expect(shown.filter((name) => !new RegExp(`${name}(?![\\w-])`).test(text))).toEqual([]);
});

it('names only options in the README and in docs that some command has', async () => {
  const known = new Set(options.map(({ long }) => long));
  const pages = (await documents()).filter((path) => /^(README|docs\/[\w-]+)\.md$/.test(path));
  const commands = pages.flatMap((page) => [
    ...readText(page).matchAll(/^ {4}(?:\S+=\S+ )*wordcount [^|#\n]*/gm),
  ]);
  const typed = commands.flatMap(([command]) => command.match(/--[a-z0-9-]+/g) ?? []);
  expect(typed.length).toBeGreaterThan(30);
  expect(typed.filter((name) => !known.has(name))).toEqual([]);
});

it('explains every script of package.json in CONTRIBUTING.md, and names no other', async () => {
  const scripts = Object.keys(JSON.parse(readText('package.json')).scripts);
  const texts = (await documents()).map(readText).join('\n');
  const named = [...texts.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => String(name));
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  const inContributing = readText('CONTRIBUTING.md');
  // npm runs `prepare` by itself, and `check` runs its parts.
  const own = scripts.filter((name) => name !== 'prepare' && !name.startsWith('check:'));
  const isNamed = (name: string) => new RegExp(`npm (run )?${name}(?![\\w:])`).test(inContributing);
  expect(own.filter((name) => !isNamed(name))).toEqual([]);
});
