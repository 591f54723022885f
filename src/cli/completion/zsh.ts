import { quoted, step } from './quote.ts';
import type { Place, Value } from './tree.ts';

/** A script for zsh: to be autoloaded from a directory of `fpath`, or sourced once compinit has run. */
export function zshScript(name: string, places: readonly Place[]): string {
  const paths = places.map(({ path }) => path).filter((path) => path !== '');
  return `#compdef ${name}
# Completion of ${name} for zsh. To have it in every shell, with compinit in ~/.zshrc:
#   ${name} completion zsh > "\${fpath[1]}/_${name}"
_${name}() {
  local program=$words[1] at='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$at $words[i]" in
      ${paths.map((path) => quoted(step(path))).join('|')}) at="\${at:+$at }$words[i]" ;;
    esac
  done
  case "$at|$words[CURRENT-1]" in
${places.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${places.map((place) => `    ${quoted(place.path)}) ${offerPlace(place)} ;;`).join('\n')}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function valueCases({ path, valued }: Place): string[] {
  return valued.map(({ flags, value }) => {
    const patterns = flags.map((flag) => quoted(`${path}|${flag}`)).join('|');
    return `    ${patterns}) ${offer(value)}; return ;;`;
  });
}

function offer(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `compadd -- ${value.words.map(quoted).join(' ')}`;
    case 'files':
      return '_files';
    case 'ids':
      return `compadd -- \${(f)"$("$program" completion ids ${value.noun} 2>/dev/null)"}`;
    case 'text':
      return ':';
  }
}

function offerPlace({ words, argument }: Place): string {
  // A colon ends the word and begins what is told of it.
  const told = words.map(({ word, about }) => quoted(`${word.replaceAll(':', '\\:')}:${about}`));
  const all = `found=(${told.join(' ')}); _describe word found`;
  if (argument === undefined || argument.kind === 'text') return all;
  return `if [[ $PREFIX == -* ]]; then ${all}; else ${offer(argument)}; fi`;
}
