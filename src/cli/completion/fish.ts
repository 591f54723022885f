import { fishQuoted as quoted, step } from './quote.ts';
import type { Place, Value } from './tree.ts';

/** A script to be sourced by fish. */
export function fishScript(name: string, places: readonly Place[]): string {
  const paths = places.map(({ path }) => path).filter((path) => path !== '');
  return `# Completion of ${name} for fish. To have it in every shell:
#   ${name} completion fish > ~/.config/fish/completions/${name}.fish
function __${name}_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case ${paths.map((path) => quoted(step(path))).join(' ')}
                test -z "$at"; and set at $word; or set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ${name} -f
${places.flatMap((place) => lines(name, place)).join('\n')}
`;
}

function lines(name: string, { path, words, valued, argument }: Place): string[] {
  const here = `complete -c ${name} -n ${quoted(`__${name}_at ${quoted(path)}`)}`;
  const offered = (word: string) => valued.find(({ flags }) => flags.includes(word))?.value;
  return [
    ...words.map(
      ({ word, about }) => `${here} ${flagOf(word)}${offer(name, offered(word))} -d ${quoted(about)}`,
    ),
    ...(argument === undefined || argument.kind === 'text' ? [] : [`${here}${offer(name, argument)}`]),
  ];
}

function flagOf(word: string): string {
  if (word.startsWith('--')) return `-l ${word.slice(2)}`;
  return word.startsWith('-') ? `-s ${word.slice(1)}` : `-a ${quoted(word)}`;
}

/** `-r`: a value must follow; `-F`: a file's name may. */
function offer(name: string, value: Value | undefined): string {
  switch (value?.kind) {
    case 'words':
      return ` -r -a ${quoted(value.words.join(' '))}`;
    case 'files':
      return ' -r -F';
    case 'ids':
      return ` -a ${quoted(`(${name} completion ids ${value.noun} 2>/dev/null)`)}`;
    case 'text':
      return ' -r';
    case undefined:
      return '';
  }
}
