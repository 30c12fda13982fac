import type { Invocation, Reply } from "../../core/records/invocation.ts";
import { keysOn, takesKeys, requestedKeys, withKey, withoutKeys } from "../../core/access/people-keys.ts";
import { readPublicKey } from "../../core/access/public-key.ts";
import { usedWith } from "../../core/pods/change-pod.ts";
import { isWanted, type Pod } from "../../core/records/pod.ts";
import { update } from "../../core/ports/store.ts";
import type { Line } from "../../core/records/text.ts";
import { failures } from "../../core/words/errors.ts";
import { keyLines, sshFailures, sshWords } from "../../core/words/ssh.ts";
import { putKeys } from "../../jobs/watch/put-keys.ts";
import type { CommandContext } from "../context.ts";
import type { Call, Command, OptionDefinition, OptionValues } from "../define.ts";
import { teamPod } from "../find-records.ts";
import { answer } from "../reply.ts";
import { startJob } from "../start-job.ts";
import { defined } from "../../core/common/defined.ts";
import { podPayloadOf } from "../../jobs/pod-payload.ts";
import { placeOf } from "../../core/records/place-of.ts";

const key: OptionDefinition = {
  name: "key",
  summary: "To add: the one line of your .pub file; never a private key",
  type: "text",
  // An RSA key of 4096 bits has 724 before its comment.
  maxLength: 900,
};

/** How to connect by SSH, and people's own keys on this pod; the account's keys are never touched. */
export const podSsh: Command = {
  path: ["pod", "ssh"],
  isUse: ({ action }) => action === "add" || action === "remove",
  summary: "Shows you alone how to connect by SSH; puts your public key on this pod, or takes it off",
  options: [
    {
      name: "action",
      summary: "What to do; list when left out",
      type: "text",
      choices: ["list", "add", "remove"],
      isPositional: true,
    },
    key,
    { name: "fingerprint", summary: "To remove: which key, as SHA256:…; else all of yours", type: "text" },
  ],
  async run({ invocation, options }, context) {
    const pod = await teamPod(context.store, invocation.teamId);
    if (pod === undefined || pod.phase === "gone") throw failures.noPod();
    if (pod.provider === "local") throw sshFailures.noSsh();
    if (options["action"] === "add") return add(pod, { invocation, options }, context);
    if (options["action"] === "remove") return remove(pod, { invocation, options }, context);
    return list(pod, invocation, context);
  },
};

type Asked = Pick<Call, "invocation" | "options">;

async function add(pod: Pod, { invocation, options }: Asked, context: CommandContext): Promise<Reply> {
  const { person } = invocation;
  const added = await readPublicKey(textOf(options, "key") ?? missingKey());
  const changed = await change(pod, (current) => withKey(current, { ...added, person }), context);
  return answer(invocation, {
    title: sshWords.added(),
    lines: [[added.fingerprint], sshWords.addedText(isWanted(changed))],
    tone: "good",
  });
}

async function remove(pod: Pod, { invocation, options }: Asked, context: CommandContext): Promise<Reply> {
  const { person, isAdmin } = invocation;
  const fingerprint = textOf(options, "fingerprint");
  const removal = { person, isAdmin, ...defined({ fingerprint }) };
  await change(pod, (current) => withoutKeys(current, removal), context);
  return answer(invocation, { title: sshWords.removed(), lines: [sshWords.removedText()], tone: "good" });
}

/** The record has it at once; the work, which brings it to the pod, is in `put-keys`. */
async function change(
  pod: Pod,
  withChange: (pod: Pod) => Pod | undefined,
  context: CommandContext,
): Promise<Pod> {
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    usedWith(withChange(current), context.clock.now()),
  );
  if (stored === undefined) throw failures.noPod();
  if (takesKeys(stored.value)) await startJob(putKeys, podPayloadOf(pod), context);
  return stored.value;
}

async function list(pod: Pod, invocation: Invocation, context: CommandContext): Promise<Reply> {
  const there = keysOn(pod);
  const keys = requestedKeys(pod).map((own) => ({ ...own, isThere: there.includes(own.fingerprint) }));
  return answer(invocation, {
    title: sshWords.title(),
    lines: [...(await wayIn(pod, context)), ...keyLines(keys), sshWords.howToAdd()],
  });
}

async function wayIn(pod: Pod, { provider }: CommandContext): Promise<readonly Line[]> {
  if (!takesKeys(pod) || pod.run.machine === undefined) return [sshWords.notUp()];
  const {
    run: { machine },
  } = pod;
  const hostKey = provider.id === pod.provider ? await provider.shell.ssh?.hostKey(machine) : undefined;
  return [
    sshWords.connect(machine.shell),
    ...(hostKey === undefined ? [sshWords.noHostKey()] : sshWords.hostKey(hostKey)),
  ];
}

function textOf(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

function missingKey(): never {
  throw sshFailures.noKey();
}
