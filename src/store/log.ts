/** Where stores say that they lost or regained their database; pino loggers fit. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
