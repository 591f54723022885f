import { readFile, writeFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';
import { cells, targetTexts, valueTexts } from './report.ts';
import type { Result } from './result.ts';

const PAGE = new URL('../docs/performance.md', import.meta.url);
/** Written by hand: what was found, and what became of it. */
const FINDINGS = new URL('findings.md', import.meta.url);

/** Writes docs/performance.md. */
export async function writePage(machine: Machine, results: readonly Result[]): Promise<void> {
  await writeFile(PAGE, page(machine, results, await readFile(FINDINGS, 'utf8')));
}

function page(machine: Machine, results: readonly Result[], findings: string): string {
  const { cores, cpu, node, date } = machine;
  const timed = results.filter(({ figures }) => figures !== undefined);
  const others = results.filter(({ figures }) => figures === undefined);
  const missed = results.filter(({ targets }) => targets.some(({ met }) => !met)).length;
  return `# Performance

Made by \`npm run bench\` on ${date}: ${cores} cores (${cpu}), Node ${node}. The balancer, the load generator, the
simulated servers, Redis and PostgreSQL share them. *CPU ms* is the user and system time of the balancer alone per
request, the figure to compare; *store CPU* that of Redis or PostgreSQL. Both are the lower quartile of some 25 turns
(elsewhere of 5; of fewer the least), since other machines on the same processor now and then double what the same work
costs; all else is the median. A *floor* is a bare server that does just
what the call needs at the least, measured in turn with the balancer: \`constant\` a constant answer of node:http,
\`redirect\` the checksum and one store round trip, \`pass-through\` the same and a request by undici. *× Ruby* is
how many times more CPU the Ruby Scalelite needs (measured on another machine; the floors take the difference of
the machines out). A *ratio* is the median of those of single turns. *RSS MB* is the balancer's before, at its peak
and after. (*): something else ran on the machine, or
requests failed once, and their measurement was taken once more. ${missed === 0 ? 'All targets are met.' : `${missed} rows miss a target.`}

## Calls

${table(['case', 'store', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms', 'store CPU', 'floor', 'ratio', '× Ruby', 'RSS MB', 'values and targets'], timed.map(cells))}

## Start, memory and rounds

${table(
  ['case', 'store', 'measured', 'targets'],
  others.map((one) => [
    cells(one)[0] ?? '',
    one.store ?? '',
    valueTexts(one).join(', '),
    targetTexts(one).join('; '),
  ]),
)}

${findings.trim()}
`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
