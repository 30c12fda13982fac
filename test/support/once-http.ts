import { Agent } from "node:http";
import { create } from "axios";

/** For servers that end a connection at any time, as the gate does after a change of its key: each request has its own. */
export const onceHttp = create({ proxy: false, httpAgent: new Agent({ keepAlive: false }) });
