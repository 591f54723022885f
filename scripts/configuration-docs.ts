import type { Variable } from '../src/config/variable.ts';
import { groups, imageVariables } from '../src/config/variables.ts';

const intro = `# Configuration

<!-- Made from src/config/variables.ts by \`npm run docs\`: change it there. -->

Scalelite is configured by environment variables. They have the names, meanings and defaults of the Ruby
Scalelite's, so its \`/etc/default/scalelite\` or \`.env\` can stay as it is; what is new has a default that changes
nothing. \`bin/scalelite config\` prints the values in effect and where each comes from, secrets masked.

Some variables are of things still to come ([CHANGELOG](../CHANGELOG.md)): they are read and checked, and do nothing.

- A variable that is empty counts as not set, but for \`FSAPI_PASSWORD\`.
- \`NAME_FILE\` names a file to read the value of \`NAME\` from, as with Docker secrets. Setting both is an error.
- A value that is not allowed stops the start with one line that names it and what is allowed.
- Variables of Rails and puma that have no meaning here are ignored, with a note at the start.
- Without DATABASE_URL and REDIS_URL all state is kept in DATA_DIR, and so are the secrets that are not set: they
  are made on the first start, in the files \`loadbalancer-secret\` and \`secret-key-base\`.
- DATA_DIR is \`data\` in Scalelite's own directory unless set, wherever the commands are called from, so that
  \`bin/rake\` finds what the server keeps. A relative path that is given, here and in other variables, is relative
  to the working directory.
`;

/** docs/configuration.md */
export function configurationPage(): string {
  const sections = Object.entries<Readonly<Record<string, Variable>>>(groups).map(
    ([title, rows]) => `## ${title}\n\n${Object.values(rows).map(entry).join('\n')}`,
  );
  const image = imageVariables.map(({ name, meaning }) => `- \`${name}\`: ${meaning}`).join('\n');
  return `${[intro, ...sections].join('\n')}\n## nginx image\n\nRead by that image alone:\n\n${image}\n`;
}

function entry(variable: Variable): string {
  const names = [variable.name, ...(variable.aliases ?? [])].map((name) => `\`${name}\``).join(' or ');
  const facts = [`- Allowed: ${variable.type.description}`, `- Default: ${defaultOf(variable)}`];
  if (variable.secrecy === 'secret') facts.push('- Secret: never shown');
  if (variable.secrecy === 'url') facts.push('- The password in it is never shown');
  return `### ${names}\n\n${variable.meaning}\n\n${facts.join('\n')}\n`;
}

function defaultOf(variable: Variable): string {
  if (variable.defaultText) return variable.defaultText;
  return variable.default ? `\`${variable.default}\`` : 'none';
}

/** .env.example */
export function envExample(): string {
  const head =
    '# For an env file (systemd EnvironmentFile, docker run --env-file): every variable, commented out, with its\n' +
    '# default if it has one. More about them: docs/configuration.md.\n' +
    '# Made from src/config/variables.ts by `npm run docs`: change it there.\n';
  const sections = Object.entries<Readonly<Record<string, Variable>>>(groups).map(
    ([title, rows]) => `\n# --- ${title} ---\n${Object.values(rows).map(exampleLine).join('')}`,
  );
  return head + sections.join('');
}

function exampleLine(variable: Variable): string {
  // A default that needs words is not the same as its text: set, LOADBALANCER_CHECKSUM_ALGORITHM changes what is sent.
  const text = variable.defaultText ? '' : (variable.default ?? '');
  return `\n# ${variable.meaning}\n#${variable.name}=${text}\n`;
}
