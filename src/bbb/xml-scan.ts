import { isUtf8 } from 'node:buffer';
import { at, byte, PLAIN, sameBytes, skipAll, skipName, skipSpace, startsWith } from './xml-bytes.ts';
import { skipAttributes, skipDeclaration, skipInstruction, skipProlog, skipText } from './xml-markup.ts';

/** Stands for an element of whatever name, listed behind those that are wanted by name. */
export const ANY_NAME = '*';

/** An element to be found, below the one it is listed in. */
export interface Wanted {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly inside: readonly Wanted[];
}

export function want(name: string, inside: readonly Wanted[] = []): Wanted {
  return { name, bytes: Buffer.from(name), inside };
}

/** A wanted element's byte ranges. One object per depth is used again and again: read it, don't keep it. */
export interface Element {
  readonly wanted: Wanted;
  readonly start: number;
  /** Where its name ends, which begins behind `start`. */
  readonly nameEnd: number;
  readonly end: number;
  readonly innerStart: number;
  readonly innerEnd: number;
}

interface Open {
  wanted: Wanted | undefined;
  start: number;
  nameEnd: number;
  innerStart: number;
  innerEnd: number;
  end: number;
}

interface Walk {
  readonly buffer: Buffer;
  readonly wanted: readonly Wanted[];
  readonly found: (element: Element) => void;
  readonly elements: Open[];
  depth: number;
  /** One that never stays open. */
  readonly leaf: Open;
}

const NOWHERE: Open = { wanted: undefined, start: 0, nameEnd: 0, innerStart: 0, innerEnd: 0, end: 0 };

/** Deeper documents are refused; BBB's are 7 deep. */
const MAX_DEPTH = 256;

/**
 * Reads a whole document, reporting each wanted element when it ends. False: it is not well-formed UTF-8
 * XML 1.0, declares a DOCTYPE, or is nested more than 256 deep; what was reported until then is worth nothing.
 */
export function scan(buffer: Buffer, wanted: readonly Wanted[], found: (element: Element) => void): boolean {
  if (!isUtf8(buffer)) return false;
  const walk: Walk = { buffer, wanted, found, elements: [], depth: 0, leaf: { ...NOWHERE } };
  let i = skipProlog(buffer);
  while (i >= 0) {
    i = walk.depth === 0 ? skipSpace(buffer, i) : skipText(buffer, i);
    if (i === buffer.length) return walk.depth === 0 && walk.elements.length > 0;
    if (i < 0 || at(buffer, i) !== byte.less) return false;
    i = skipMarkup(walk, i);
  }
  return false;
}

function skipMarkup(walk: Walk, i: number): number {
  switch (at(walk.buffer, i + 1)) {
    case byte.slash:
      return closeTag(walk, i);
    case byte.bang:
      return skipDeclaration(walk.buffer, i, walk.depth > 0);
    case byte.question:
      return skipInstruction(walk.buffer, i);
    default:
      return openTag(walk, i);
  }
}

function openTag(walk: Walk, start: number): number {
  const { buffer } = walk;
  const nameEnd = skipName(buffer, start + 1);
  if (nameEnd < 0) return -1;
  const leafEnd = skipLeaf(walk, start, nameEnd);
  if (leafEnd >= 0) return leafEnd;
  const tagEnd = at(buffer, nameEnd) === byte.greater ? nameEnd : skipAttributes(buffer, nameEnd);
  if (tagEnd < 0) return -1;
  const element = enter(walk, start, nameEnd);
  if (element === undefined) return -1;
  if (at(buffer, tagEnd) === byte.greater) {
    element.innerStart = tagEnd + 1;
    return tagEnd + 1;
  }
  if (at(buffer, tagEnd + 1) !== byte.greater) return -1;
  element.innerStart = tagEnd + 2;
  return leave(walk, element, tagEnd + 2, tagEnd + 2);
}

/**
 * Within the root, an element without attributes that holds plain text alone: nearly all are, and they take a
 * third less time this way. -1: it is another one.
 */
function skipLeaf(walk: Walk, start: number, nameEnd: number): number {
  const { buffer, depth } = walk;
  if (depth === 0 || depth >= MAX_DEPTH || at(buffer, nameEnd) !== byte.greater) return -1;
  const innerEnd = skipAll(buffer, nameEnd + 1, PLAIN);
  if (at(buffer, innerEnd) !== byte.less || at(buffer, innerEnd + 1) !== byte.slash) return -1;
  const tagEnd = innerEnd + 1 + nameEnd - start;
  if (at(buffer, tagEnd) !== byte.greater) return -1;
  if (!sameBytes(buffer, start + 1, nameEnd, innerEnd + 2, tagEnd)) return -1;
  const inside = walk.elements[depth - 1]?.wanted?.inside;
  if (inside !== undefined && inside.length > 0) foundLeaf(walk, inside, start, nameEnd, innerEnd);
  return tagEnd + 1;
}

function foundLeaf(
  walk: Walk,
  inside: readonly Wanted[],
  start: number,
  nameEnd: number,
  innerEnd: number,
): void {
  const { buffer, leaf, found } = walk;
  leaf.wanted = findWanted(buffer, inside, start + 1, nameEnd);
  leaf.start = start;
  leaf.nameEnd = nameEnd;
  leaf.innerStart = nameEnd + 1;
  leaf.innerEnd = innerEnd;
  leaf.end = innerEnd + 2 + nameEnd - start;
  if (isWanted(leaf)) found(leaf);
}

/** Undefined: it may not stand there. */
function enter(walk: Walk, start: number, nameEnd: number): Open | undefined {
  const { depth, elements } = walk;
  if (depth >= MAX_DEPTH || (depth === 0 && elements.length > 0)) return undefined;
  const inside = depth === 0 ? walk.wanted : elements[depth - 1]?.wanted?.inside;
  const wanted = inside && findWanted(walk.buffer, inside, start + 1, nameEnd);
  walk.depth = depth + 1;
  let element = elements[depth];
  if (element === undefined) {
    element = { ...NOWHERE, wanted, start, nameEnd };
    elements.push(element);
    return element;
  }
  element.wanted = wanted;
  element.start = start;
  element.nameEnd = nameEnd;
  return element;
}

function findWanted(
  buffer: Buffer,
  inside: readonly Wanted[],
  start: number,
  end: number,
): Wanted | undefined {
  for (const wanted of inside) {
    if (wanted.bytes.length === end - start && startsWith(buffer, start, wanted.bytes)) return wanted;
    if (wanted.name === ANY_NAME) return wanted;
  }
  return undefined;
}

function closeTag(walk: Walk, start: number): number {
  const { buffer } = walk;
  const element = walk.elements[walk.depth - 1];
  if (element === undefined) return -1;
  const nameEnd = start + 1 + element.nameEnd - element.start;
  if (!sameBytes(buffer, element.start + 1, element.nameEnd, start + 2, nameEnd)) return -1;
  const tagEnd = skipSpace(buffer, nameEnd);
  return at(buffer, tagEnd) === byte.greater ? leave(walk, element, start, tagEnd + 1) : -1;
}

function leave(walk: Walk, element: Open, innerEnd: number, end: number): number {
  walk.depth--;
  element.innerEnd = innerEnd;
  element.end = end;
  if (isWanted(element)) walk.found(element);
  return end;
}

function isWanted(element: Open): element is Open & Element {
  return element.wanted !== undefined;
}
