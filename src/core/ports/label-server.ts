import type { ServerAddress } from "../records/server-address.ts";
import type { ServerInfo } from "../records/server-info.ts";
import type { TrainOrder, TrainTask } from "../records/training.ts";

/** MONAI Label's REST API at an address. A call that times out means busy, not down. */
export type LabelServer = {
  /** Whether it answers at all; cheap, and true while the PACS is away. */
  answers(server: ServerAddress, signal: AbortSignal): Promise<boolean>;
  /** @throws UnreachableError */
  info(server: ServerAddress, signal: AbortSignal): Promise<ServerInfo>;
  /** @throws UserFacingError `training-runs` when one runs already, `UnreachableError`. */
  train(server: ServerAddress, order: TrainOrder, signal: AbortSignal): Promise<TrainTask>;
  /** All tasks since the server's start, oldest first. @throws UnreachableError */
  tasks(server: ServerAddress, signal: AbortSignal): Promise<readonly TrainTask[]>;
  /** Ends the running training. @throws UnreachableError */
  stopTraining(server: ServerAddress, signal: AbortSignal): Promise<void>;
};
