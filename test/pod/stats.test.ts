import { expect, it } from "vitest";
import { createPodBench } from "./pod-bench.ts";

it("stats are the numbers of each trainer's file, by the trainer's name", async () => {
  await using bench = createPodBench();
  const evaluation = {
    metrics: { val_mean_dice: 0.4, "right kidney_dice": 0.3 },
    key_metric_name: "val_mean_dice",
  };
  const stats = {
    epoch: 3,
    total_epochs: 3,
    start_ts: 1_795_413_805,
    total_time: "0:00:44",
    eval: evaluation,
  };
  bench.write("app/model/deepedit_dynunet/train_stats.json", JSON.stringify(stats));
  bench.write("app/model/deepgrow_2d/train_stats.json", JSON.stringify({ epoch: 5 }));

  const { json } = await bench.run("server.py", "stats");

  expect(json["trainStats"]).toEqual({ deepedit: stats, deepgrow_2d: { epoch: 5 } });
});

it("stats leave out what is no number, and a file that is half written", async () => {
  await using bench = createPodBench();
  bench.write(
    "app/model/deepedit_dynunet/train_stats.json",
    '{"epoch": 1, "best_metric": NaN, "image": "Mustermann"}',
  );
  bench.write("app/model/segmentation/train_stats.json", '{"epoch": 1, "best_');

  const { json } = await bench.run("server.py", "stats");

  expect(json["trainStats"]).toEqual({ deepedit: { epoch: 1 }, segmentation: null });
});

it("stats are empty before the first training", async () => {
  await using bench = createPodBench();

  const { json } = await bench.run("server.py", "stats");

  expect(json["trainStats"]).toEqual({});
});
