import { quoted, step } from './quote.ts';
import type { Place, Value } from './tree.ts';

/** A script to be sourced by bash. */
export function bashScript(name: string, places: readonly Place[]): string {
  return `# Completion of ${name} for bash. To have it in every shell:
#   ${name} completion bash > ~/.local/share/bash-completion/completions/${name}
_${name}_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_${name}_files() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); }
_${name}_ids() { _${name}_words "$("$program" completion ids "$1" 2>/dev/null)"; }
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} program=\${COMP_WORDS[0]} at='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${steps(places)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at|$prev" in
${places.flatMap((place) => valueCases(name, place)).join('\n')}
  esac
  case "$at" in
${places.map((place) => `    ${quoted(place.path)}) ${offerPlace(name, place)} ;;`).join('\n')}
  esac
}
complete -F _${name} ${name}
`;
}

function steps(places: readonly Place[]): string {
  const paths = places.map(({ path }) => path).filter((path) => path !== '');
  return paths.map((path) => quoted(step(path))).join('|');
}

function valueCases(name: string, { path, valued }: Place): string[] {
  return valued.map(({ flags, value }) => {
    const patterns = flags.map((flag) => quoted(`${path}|${flag}`)).join('|');
    return `    ${patterns}) ${offer(name, value)}; return ;;`;
  });
}

function offer(name: string, value: Value): string {
  switch (value.kind) {
    case 'words':
      return `_${name}_words ${quoted(value.words.join(' '))}`;
    case 'files':
      return `_${name}_files`;
    case 'ids':
      return `_${name}_ids ${value.noun}`;
    case 'text':
      return ':';
  }
}

function offerPlace(name: string, { words, argument }: Place): string {
  const all = `_${name}_words ${quoted(words.map(({ word }) => word).join(' '))}`;
  if (argument === undefined || argument.kind === 'text') return all;
  return `if [[ $cur == -* ]]; then ${all}; else ${offer(name, argument)}; fi`;
}
