import { createHash } from "node:crypto";

/** What a scanner, or somebody who knows a part of it, asks for in place of the key. */
export function wrongTargets(key: string): readonly string[] {
  return [
    "/",
    "/info/",
    "/ohif/",
    "/auth/",
    "/docs",
    "/openapi.json",
    "/.env",
    "/wp-login.php",
    "/../../etc/passwd",
    "/gate.json",
    `//${key}/info/`,
    `/./${key}/info/`,
    `/x/../${key}/info/`,
    `/x/${key}/info/`,
    `/%${hex(key)}${key.slice(1)}/info/`,
    `/${swapCase(key)}/info/`,
    `/${key.slice(0, -1)}/info/`,
    `/${key}x/info/`,
    `/${key}%00/info/`,
    `/${key}%2Finfo/`,
    `/${key};/info/`,
    `/?key=${key}`,
    `/info/?/${key}/`,
    `http://pod.example/${key}/info/`,
    `/${createHash("sha256").update(key).digest("hex")}/info/`,
    `\\${key}/info/`,
    `/${key}/in fo/`,
    `/${key}/info/#x`,
    "*",
    "pod.example:443",
  ];
}

/** Requests with the right key that two programs could read in two ways, each with another one behind it that must reach nobody. */
export function twoFacedHeads(key: string): Readonly<Record<string, string>> {
  const host = "Host: pod.example";
  const smuggled = `GET /train/ HTTP/1.1\r\n${host}\r\n\r\n`;
  const post = `POST /${key}/infer/x HTTP/1.1\r\n${host}\r\n`;
  const heads: Readonly<Record<string, string>> = {
    "a length and chunks": `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "chunks and a length": `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
    "two lengths": `${post}Content-Length: 0\r\nContent-Length: 5\r\n\r\n`,
    "the same length twice": `${post}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`,
    "a list of lengths": `${post}Content-Length: 0, 5\r\n\r\n`,
    "a length with a sign": `${post}Content-Length: +5\r\n\r\nabcde`,
    "a negative length": `${post}Content-Length: -1\r\n\r\n`,
    "a length in hex": `${post}Content-Length: 0x5\r\n\r\nabcde`,
    "an empty length": `${post}Content-Length: \r\n\r\n`,
    "a length of 16 digits": `${post}Content-Length: 0000000000000005\r\n\r\nabcde`,
    "chunks by another name": `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    "chunks after another coding": `${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    "chunks twice": `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
    "chunks behind a vertical tab": `${post}Transfer-Encoding: \u000Bchunked\r\n\r\n0\r\n\r\n`,
    "chunks in HTTP/1.0": `POST /${key}/infer/x HTTP/1.0\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "a space before the colon": `${post}Content-Length : 5\r\n\r\nabcde`,
    "a space before the name": `${post} Content-Length: 5\r\n\r\nabcde`,
    "a folded line": `${post}X-A: b\r\n Content-Length: 5\r\n\r\nabcde`,
    "a bare line feed": `${post}X-A: b\nContent-Length: 5\r\n\r\nabcde`,
    "a bare carriage return": `${post}X-A: b\rContent-Length: 5\r\n\r\nabcde`,
    "a NUL": `${post}X-A: b\0c\r\n\r\n`,
    "no host": `GET /${key}/info/ HTTP/1.1\r\n\r\n`,
    "two hosts": `GET /${key}/info/ HTTP/1.1\r\n${host}\r\nHost: other\r\n\r\n`,
    "no version": `GET /${key}/info/\r\n\r\n`,
    "another version": `GET /${key}/info/ HTTP/2.0\r\n${host}\r\n\r\n`,
    "two spaces": `GET  /${key}/info/ HTTP/1.1\r\n${host}\r\n\r\n`,
    "a tab in place of a space": `GET\t/${key}/info/ HTTP/1.1\r\n${host}\r\n\r\n`,
    "a line before the first": `\r\nGET /${key}/info/ HTTP/1.1\r\n${host}\r\n\r\n`,
    "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "letters beyond ASCII": `GET /${key}/ä HTTP/1.1\r\n${host}\r\n\r\n`,
    "101 fields": `GET /${key}/info/ HTTP/1.1\r\n${host}\r\n${"X-A: b\r\n".repeat(100)}\r\n`,
    "a head of over 32 KiB": `GET /${key}/info/ HTTP/1.1\r\n${host}\r\nX-A: ${"b".repeat(32_768)}\r\n\r\n`,
    "a path of over 32 KiB": `GET /${key}/${"a".repeat(32_768)} HTTP/1.1\r\n${host}\r\n\r\n`,
  };
  return Object.fromEntries(Object.entries(heads).map(([name, head]) => [name, head + smuggled]));
}

/** The first character as an escape has it. */
function hex(text: string): string {
  return Buffer.from(text.charAt(0)).toString("hex");
}

function swapCase(text: string): string {
  const isUpper = text === text.toUpperCase();
  return isUpper ? text.toLowerCase() : text.toUpperCase();
}
