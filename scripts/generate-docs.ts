/** `npm run docs`: writes what is made from the tables in the code. */
import { writeFileSync } from 'node:fs';
import { adminApiPage } from './admin-api-docs.ts';
import { cliPage } from './cli-docs.ts';
import { configurationPage, envExample } from './configuration-docs.ts';

const root = new URL('../', import.meta.url);
writeFileSync(new URL('docs/configuration.md', root), configurationPage());
writeFileSync(new URL('docs/cli.md', root), cliPage());
writeFileSync(new URL('.env.example', root), envExample());
writeFileSync(new URL('docs/admin-api.md', root), adminApiPage());
