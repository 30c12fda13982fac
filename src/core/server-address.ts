/** Where a MONAI Label answers; with a certificate, only what shows that very one is it. */
export type ServerAddress = {
  readonly url: string;
  /** SHA-256, 64 hex digits in small letters. */
  readonly certificate?: string;
};
