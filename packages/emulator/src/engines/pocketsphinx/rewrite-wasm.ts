import { readLeb128, skipLeb128, writeLeb128 } from "./leb128.ts";
import { instructionEnd } from "./wasm-instruction.ts";

const HEADER_BYTES = 8;
const IMPORT_SECTION = 2;
const CODE_SECTION = 10;

/**
 * Rewrites a WebAssembly module as it is loaded, and leaves everything else byte for byte as it was:
 *
 * - Truncations of a float to an integer that trap when the float does not fit become saturating ones. Code that was
 *   written for JavaScript's semantics counts on numbers out of range being harmless.
 * - An imported memory takes exactly `memoryPages` pages of 64 KiB, whatever limits it was linked with.
 *
 * Throws on an instruction that it does not know, rather than corrupt it.
 */
export function rewriteWasm(binary: Uint8Array, memoryPages: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [binary.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < binary.length; ) {
    const id = binary[at] ?? 0;
    const size = readLeb128(binary, at + 1);
    const end = size.next + size.value;
    const body = rewriteSection(id, binary.subarray(size.next, end), memoryPages);
    parts.push(Uint8Array.of(id, ...writeLeb128(body.length)), body);
    at = end;
  }
  return joined(parts);
}

function rewriteSection(id: number, body: Uint8Array, memoryPages: number): Uint8Array {
  if (id === IMPORT_SECTION) return withMemoryLimits(body, memoryPages);
  if (id === CODE_SECTION) return withSaturatingFunctions(body);
  return body;
}

function withMemoryLimits(imports: Uint8Array, pages: number): Uint8Array {
  const count = readLeb128(imports, 0);
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    const kindAt = skipName(imports, skipName(imports, at));
    const kind = imports[kindAt];
    const descriptor = kindAt + 1;
    if (kind === 0) at = skipLeb128(imports, descriptor);
    else if (kind === 1) at = skipLimits(imports, descriptor + 1);
    else if (kind === 3) at = descriptor + 2;
    else if (kind === 2) {
      const limits = [1, ...writeLeb128(pages), ...writeLeb128(pages)];
      const rest = imports.subarray(skipLimits(imports, descriptor));
      // A module has one memory, so nothing behind it needs a change.
      return joined([imports.subarray(0, descriptor), Uint8Array.from(limits), rest]);
    } else throw new Error(`WebAssembly import of kind ${kind} is not known.`);
  }
  return imports;
}

function skipName(bytes: Uint8Array, at: number): number {
  const length = readLeb128(bytes, at);
  return length.next + length.value;
}

function skipLimits(bytes: Uint8Array, at: number): number {
  const hasMaximum = bytes[at] === 1;
  const minimumEnd = skipLeb128(bytes, at + 1);
  return hasMaximum ? skipLeb128(bytes, minimumEnd) : minimumEnd;
}

function withSaturatingFunctions(code: Uint8Array): Uint8Array {
  const count = readLeb128(code, 0);
  const parts: Uint8Array[] = [code.subarray(0, count.next)];
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    const size = readLeb128(code, at);
    const end = size.next + size.value;
    const body = withSaturatingTruncations(code.subarray(size.next, end));
    parts.push(Uint8Array.from(writeLeb128(body.length)), body);
    at = end;
  }
  return joined(parts);
}

function withSaturatingTruncations(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = 0;
  let at = skipLocals(body);
  while (at < body.length) {
    const end = instructionEnd(body, at);
    const saturating = saturatingCounterpart(body[at] ?? 0);
    if (saturating !== undefined) {
      parts.push(body.subarray(copied, at), Uint8Array.of(0xfc, saturating));
      copied = end;
    }
    at = end;
  }
  return joined([...parts, body.subarray(copied)]);
}

function skipLocals(body: Uint8Array): number {
  const groups = readLeb128(body, 0);
  let at = groups.next;
  for (let group = 0; group < groups.value; group++) at = skipLeb128(body, at) + 1;
  return at;
}

/** What follows the 0xfc prefix: 0 to 3 make an i32, 4 to 7 an i64, in the order of the trapping opcodes. */
function saturatingCounterpart(opcode: number): number | undefined {
  if (opcode >= 0xa8 && opcode <= 0xab) return opcode - 0xa8;
  if (opcode >= 0xae && opcode <= 0xb1) return opcode - 0xae + 4;
  return undefined;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
