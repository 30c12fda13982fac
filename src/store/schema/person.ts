import { z } from "zod";
import type { PersonKey, SshKeys } from "../../core/records/person-key.ts";
import type { Person } from "../../core/records/text.ts";
import { parts, text, texts } from "./shape.ts";

export const person = parts<Person>({
  platform: z.enum(["discord", "slack", "web"]),
  id: text,
  name: text,
});

const personKey = parts<PersonKey>({ person, key: text, fingerprint: text });

export const sshKeys = parts<SshKeys>({
  wished: z.array(personKey).readonly(),
  putOn: parts<NonNullable<SshKeys["putOn"]>>({ startId: text, fingerprints: texts }).exactOptional(),
});
