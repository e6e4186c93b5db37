// `wordcount complete`: the script for a shell, and the answers to what the script asks.

import { ShellCompDirective, script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { pricedRegions } from '../aws/prices.ts';
import { idsIn } from '../journal/list-runs.ts';
import { journalFolder } from '../journal/state-folder.ts';
import { type Completion, completeWords } from './complete-words.ts';
import { readProfiles } from './read-profiles.ts';
import type { Shell } from './shells.ts';

/**
 * The scripts ask `wordcount complete -- WORDS`, and read a candidate and its description from each line,
 * and from the last one how to go on, as with the completions of https://github.com/spf13/cobra.
 */
export function answerRequest(program: Command, words: readonly string[]): void {
  const known = {
    ...{ '--profile': readProfiles, '--region': pricedRegions },
    ...{ '--resume': readRunIds, '--retry-failed': readRunIds, '--remove': readRunIds },
  };
  const completion = completeWords(program, words, known);
  const lines = completion.candidates.map(({ value, description }) =>
    description === '' ? `${value}\n` : `${value}\t${description}\n`,
  );
  process.stdout.write(`${lines.join('')}:${directiveOf(completion)}\n`);
}

/** The newest first. A folder that cannot be read has none. */
function readRunIds(): string[] {
  try {
    return idsIn(journalFolder()).reverse();
  } catch {
    return [];
  }
}

function directiveOf({ paths }: Completion): number {
  if (paths === 'folders') return ShellCompDirective.ShellCompDirectiveFilterDirs;
  if (paths === 'files') return ShellCompDirective.ShellCompDirectiveDefault;
  return ShellCompDirective.ShellCompDirectiveNoFileComp;
}

export function completionScript(shell: Shell): string {
  return shell === 'bash' ? BASH_SCRIPT : captureScript(shell);
}

/** The library prints its scripts itself. */
function captureScript(shell: Shell): string {
  const { log } = console;
  let printed = '';
  console.log = (text: string) => {
    printed += `${text}\n`;
  };
  try {
    script(shell, 'wordcount', 'wordcount');
  } finally {
    console.log = log;
  }
  return printed;
}

/** Needs nothing but bash, 3.2 or later; that of the library needs the package bash-completion. */
const BASH_SCRIPT = `# bash completion for wordcount

_wordcount() {
    local words=() last=-1 word line directive=4
    # Bash cuts words at "=", and the program takes them whole.
    for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if ((last >= 0)) && [[ $word == = || \${words[last]} == --*= ]]; then
            words[last]+=$word
        else
            words+=("$word")
            last=$((last + 1))
        fi
    done

    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            :*) directive=\${line#:} ;;
            *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
        esac
    done < <("$1" complete -- "\${words[@]}" 2>/dev/null)

    # Paths are found by bash itself: 16 stands for folders, and 0 for any.
    case $directive in
        16) word=-d ;;
        0) word=-f ;;
        *) return ;;
    esac
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(compgen "$word" -- "$2")
}

complete -F _wordcount wordcount
`;
