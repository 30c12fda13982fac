import { connect, createServer } from "node:net";

/** Where slirp4netns shows the host's 127.0.0.1 to a pod. */
const host = "10.0.2.2";

/** Runs beside a pod, in its network but not among its processes: 127.0.0.1:PORT of the pod becomes that of the host. */
const port = Number(process.argv[2]);
const server = createServer((inner) => {
  const outer = connect(port, host);
  inner.once("error", () => outer.destroy());
  outer.once("error", () => inner.destroy());
  inner.pipe(outer).pipe(inner);
});
server.listen(port, "127.0.0.1", () => process.stdout.write("listening\n"));
