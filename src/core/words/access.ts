import { isDicomweb } from "../records/studies.ts";
import { type ReachedPod, serverUrl } from "../records/server-address.ts";
import type { Settings } from "../records/settings.ts";
import { code, line, strong, type Line } from "../records/text.ts";

type ShareUrl = Settings["shareUrl"];

/** The URL with its key, or why it does not stand here. */
export function urlText(pod: ReachedPod, shareUrl: ShareUrl): Line {
  if (shareUrl === "private") return line`${code("/pod url")} hands it out to each person alone`;
  return pod.run.isRotating === true
    ? ["its key is being changed, look again in a moment"]
    : [serverUrl(pod)];
}

/** How to connect 3D Slicer, and a browser when the images come from a PACS. */
export function howToConnect(pod: ReachedPod, shareUrl: ShareUrl): readonly Line[] {
  const slicer: readonly Line[] = [
    ["Server URL: ", ...urlText(pod, shareUrl)],
    line`1. In 3D Slicer install the plug-in ${strong("MONAILabel")} (Extensions Manager) and open its module.`,
    ["2. Paste the server URL into the field MONAI Label server and press the arrow beside it."],
    line`3. Press ${strong("Next Sample")}, annotate, then ${strong("Submit Label")}.`,
  ];
  const isShown = shareUrl === "channel" && pod.run.isRotating !== true;
  return isShown && isDicomweb(pod.request.studies)
    ? [...slicer, line`In a browser: OHIF at ${serverUrl(pod, "/ohif/")}`]
    : slicer;
}

/** Who can get in, and what to know of the way there. */
export function accessText(pod: ReachedPod): readonly Line[] {
  return [...(pod.provider === "local" ? [localOnly()] : []), urlIsKey(), ...wayText(pod)];
}

function localOnly(): Line {
  return ["The server listens on this machine only."];
}

function urlIsKey(): Line {
  return line`The URL is the key: who has it can read images, label and train, so keep it in the team; ${code("/pod url rotate")} changes it.`;
}

function wayText({ request, run: { certificate } }: ReachedPod): readonly Line[] {
  if (request.access === "proxy")
    return [
      ["RunPod's proxy ends a request after 100 seconds, so a long inference on a large volume fails there."],
    ];
  return request.access === "https" && certificate !== undefined ? [certificateText(certificate)] : [];
}

function certificateText(certificate: string): Line {
  const pairs = certificate.toUpperCase().match(/../gu) ?? [];
  return line`Its certificate has the SHA-256 fingerprint ${code(pairs.join(":"))}. A browser asks about it once; 3D Slicer takes it, but loads images only when ${code("SSL_CERT_FILE")} names it (see README, “Who gets in”).`;
}
