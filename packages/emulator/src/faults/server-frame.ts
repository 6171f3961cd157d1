/** A frame as a WebSocket server sends it; for tests. */
export function serverFrame(
  payload: Uint8Array | string,
  { opcode = 1, isFinal = true }: { readonly opcode?: number; readonly isFinal?: boolean } = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const start = opcode + (isFinal ? 0x80 : 0);
  if (bytes.length < 126) return Buffer.concat([Buffer.from([start, bytes.length]), bytes]);
  const length = Buffer.alloc(bytes.length < 65_536 ? 2 : 8);
  if (length.length === 2) length.writeUInt16BE(bytes.length);
  else length.writeBigUInt64BE(BigInt(bytes.length));
  return Buffer.concat([Buffer.from([start, length.length === 2 ? 126 : 127]), length, bytes]);
}
