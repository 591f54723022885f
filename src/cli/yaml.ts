import { isScalar, parseDocument, Scalar, visit, type YAMLError } from 'yaml';

/** The text is no single, well-formed YAML document. The message says where, never what stands there. */
export class InvalidYaml extends Error {
  override readonly name = 'InvalidYaml';
}

/** What a plain scalar must be to count as "not given". */
const NOTHING = /^(~|null)?$/i;

/** More would be a bomb, not a list of servers. */
const MAX_ALIASES = 1000;

/**
 * Reads one YAML document as Maps, arrays and text. Scalars are taken as they are written, so that a secret
 * `007`, `1e5` or `yes` stays one; only a plain value `~`, `null` or nothing is null. Throws InvalidYaml.
 */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, {
    schema: 'failsafe',
    merge: true,
    prettyErrors: true,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error) throw new InvalidYaml(place(error), { cause: error });
  visit(document, {
    Pair(_, { value }) {
      if (isScalar(value) && value.type === Scalar.PLAIN && NOTHING.test(String(value.value)))
        value.value = null;
    },
  });
  try {
    return document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw new InvalidYaml('too many aliases', { cause });
  }
}

function place({ code, linePos }: YAMLError): string {
  const [position] = linePos ?? [];
  const where = position ? `line ${position.line}, column ${position.col}` : 'unreadable';
  return code === 'DUPLICATE_KEY' ? `${where}: a name that is there already` : where;
}
