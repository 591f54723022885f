import type { z } from 'zod';
import type { Scope } from '../access/scope.ts';
import type { OperationContext } from './context.ts';

/**
 * One thing an operator can do. The REST API, its OpenAPI document, `scalelite` here and with `--url` are
 * made from these rows.
 */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  /** `noun.verb`, unique: the document's operationId. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/scalelite/api`. What stands in braces is a field of the input: `/servers/{id}`. */
  readonly path: string;
  /** The least a caller must have. */
  readonly scope: Scope;
  /** One line, in the imperative. */
  readonly summary: string;
  /** What one must know to use it; Markdown. */
  readonly description?: string;
  /** Of a success; 200 when left out. */
  readonly status?: 200 | 201 | 202;
  /**
   * The fields of path, query (GET and DELETE) and body (the others) as one object, in snake case, each with
   * a description. In a query only texts, numbers, booleans and lists of these. Unknown fields are refused.
   */
  readonly input: Input;
  /** What comes out as JSON, in snake case: null where there is nothing, no secret unless it was asked for. */
  readonly output: Output;
  /** Throws OperationFailed for what the caller is to be told. */
  run(context: OperationContext, input: z.output<Input>): Promise<z.input<Output>>;
}

/** What a caller gives an operation; fields with a default may be left out. */
export type InputOf<Row extends Operation> = z.input<Row['input']>;

/** What it answers. */
export type OutputOf<Row extends Operation> = z.output<Row['output']>;

/** Does an operation and gives its answer, wherever it is done. Throws OperationFailed. */
export type Operate = <Input extends z.ZodObject, Output extends z.ZodType>(
  row: Operation<Input, Output>,
  input: z.input<Input>,
  options?: OperateOptions,
) => Promise<z.output<Output>>;

export interface OperateOptions {
  /** Hears how far it is; only of what is done on this machine. */
  readonly progress?: (done: number, total: number) => void;
}

/** A row of the table, its types told by its schemas. */
export function operation<Input extends z.ZodObject, Output extends z.ZodType>(
  row: Operation<Input, Output>,
): Operation<Input, Output> {
  return row;
}
