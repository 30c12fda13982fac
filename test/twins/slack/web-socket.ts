import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's side of one WebSocket. Source: RFC 6455. */
export type ServerSocket = {
  /** Sends JSON of under 126 characters in one frame. */
  send(message: object): void;
  /** Ends the connection without a goodbye. */
  cut(): void;
};

const opcodes = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** Takes an upgrade, answers pings and goodbyes, and reads nothing else. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex): ServerSocket {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const head = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
  ];
  socket.write([...head, "", ""].join("\r\n"));
  socket.on("data", (frame: Buffer) => {
    const opcode = (frame[0] ?? 0) % 16;
    if (opcode === opcodes.ping) socket.write(frameOf(opcodes.pong, unmasked(frame)));
    if (opcode === opcodes.close) socket.end(frameOf(opcodes.close, unmasked(frame)));
  });
  return {
    send: (message) => void socket.write(textFrame(message)),
    cut: () => void socket.destroy(),
  };
}

/** One frame of a server with JSON in it. */
export function textFrame(message: object): Buffer {
  return frameOf(opcodes.text, Buffer.from(JSON.stringify(message)));
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  if (payload.length > 125) throw new Error("The frame is longer than this server writes.");
  return Buffer.concat([Buffer.from([0x80 + opcode, payload.length]), payload]);
}

function unmasked(frame: Buffer): Buffer {
  const length = (frame[1] ?? 0) % 128;
  const mask = frame.subarray(2, 6);
  return Buffer.from(frame.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
}
