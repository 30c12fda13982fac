/** Structured log: the text is static, everything that varies is data, and data holds ids and numbers only. */
export type Log = {
  info(event: string, data?: Readonly<Record<string, unknown>>): void;
  warn(event: string, data?: Readonly<Record<string, unknown>>): void;
  error(event: string, data?: Readonly<Record<string, unknown>>): void;
};
