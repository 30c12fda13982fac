import { z } from "zod";
import { readJson } from "./monai-recordings.ts";

const operation = z.object({ parameters: z.array(z.object({ name: z.string() })).default([]) });
const description = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });
const { paths } = description.parse(readJson("monailabel-openapi.json"));

/** The bot's own mark, which the server ignores. */
const mark = "src";

/** Whether MONAI Label's own description knows a request such as `GET /train/?all=true`, with its slashes and its query. */
export function describesRequest(asked: string): boolean {
  const [method = "", target = ""] = asked.split(" ");
  const { pathname, searchParams } = new URL(target, "http://server");
  const template = Object.keys(paths).find((path) => toPattern(path).test(pathname));
  const known = paths[template ?? ""]?.[method.toLowerCase()]?.parameters.map(({ name }) => name);
  return (
    known !== undefined && [...searchParams.keys()].every((name) => name === mark || known.includes(name))
  );
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
