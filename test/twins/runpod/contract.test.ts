import { expect, test } from "vitest";
import { requireContract, skipsWithout } from "../../support/contracts.ts";
import { ok, problem } from "./answer.ts";
import { loadContract } from "./contract.ts";
import { WISH } from "./twin-client.ts";

const file = "runpod-openapi-v2.json";

test.skipIf(skipsWithout(file))("the contract finds what is wrong with a request and with an answer", () => {
  requireContract(file);
  const contract = loadContract();

  const request = contract.checkRequest("POST /pods", { ...WISH, countryCodes: ["US"] });
  const action = contract.checkRequest("POST /pods/{id}/action", { action: "reset" });
  const answer = contract.checkAnswer("GET /pods", ok({ pods: [{ id: 1 }] }));
  const error = contract.checkAnswer("GET /pods", { ...problem(400, "x"), body: { error: "x" } });

  expect(request.join()).toContain("countryCodes");
  expect(action).not.toEqual([]);
  expect(answer).not.toEqual([]);
  expect(error).not.toEqual([]);
});

test.skipIf(skipsWithout(file))("the contract takes what is right", () => {
  requireContract(file);
  const contract = loadContract();

  expect(contract.checkRequest("POST /pods", WISH)).toEqual([]);
  expect(contract.checkAnswer("GET /pods", ok({ pods: [] }))).toEqual([]);
  expect(contract.checkAnswer("GET /pods", problem(401, "x"))).toEqual([]);
});
