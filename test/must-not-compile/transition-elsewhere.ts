// TS2322: a transition that says it leads where its function does not
import { finishDelete } from "../../src/core/pods/change-stop.ts";
import { transition } from "../../src/core/pods/transitions.ts";

export const wrong = transition(finishDelete, ["stopping"], { to: ["stopped"], when: "it is stopped" });
