import { parametersOf, type ReadRequest, requestReader } from '../../operations/http-request.ts';
import type { Operation } from '../../operations/operation.ts';

/** An operation as a request finds it. */
export interface Endpoint {
  readonly row: Operation;
  readonly read: ReadRequest;
}

export interface Found {
  /** By their methods. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** The values of the path's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

interface Place {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly endpoints: Map<string, Endpoint>;
}

/**
 * Finds operations by the path below the API's base, as it was sent. Undefined: there is no such path. Where
 * two fit, a word goes before a parameter.
 */
export function createRouter(operations: readonly Operation[]): (path: string) => Found | undefined {
  const places = placesOf(operations);
  return (path) => {
    for (const { pattern, names, endpoints } of places) {
      const values = pattern.exec(path)?.slice(1).map(decoded);
      if (values === undefined || values.includes(undefined)) continue;
      return {
        endpoints,
        params: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
      };
    }
    return undefined;
  };
}

function placesOf(operations: readonly Operation[]): Place[] {
  const places = new Map<string, Place>();
  for (const row of operations) {
    const place = places.get(row.path) ?? placeAt(row.path);
    places.set(row.path, place);
    place.endpoints.set(row.method, { row, read: requestReader(row) });
  }
  return [...places.values()].sort((a, b) => a.names.length - b.names.length);
}

function placeAt(path: string): Place {
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
  return { pattern, names: parametersOf(path), endpoints: new Map() };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
