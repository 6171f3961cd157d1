import { readLeb128, skipLeb128 } from "./leb128.ts";

/**
 * Where the instruction at `at` ends, for the instructions of the first WebAssembly release, sign extension and saturating truncation.
 * Throws for any other: the width of what it doesn't know can't be guessed.
 */
export function instructionEnd(code: Uint8Array, at: number): number {
  const opcode = code[at];
  const operands = at + 1;
  if (opcode === undefined) throw new Error("A WebAssembly function ends within an instruction.");
  if (hasNoOperand(opcode)) return operands;
  if (hasOneIndex(opcode)) return skipLeb128(code, operands);
  // Loads and stores: alignment and offset; indirect call: type and table.
  if ((opcode >= 0x28 && opcode <= 0x3e) || opcode === 0x11)
    return skipLeb128(code, skipLeb128(code, operands));
  if (opcode === 0x0e) return branchTableEnd(code, operands);
  if (opcode === 0x43) return operands + 4;
  if (opcode === 0x44) return operands + 8;
  if (opcode === 0xfc && (code[operands] ?? 0xff) <= 7) return operands + 1;
  throw new Error(`WebAssembly instruction 0x${opcode.toString(16)} at byte ${at} is not known.`);
}

/** Control flow without a label, drop and select, and everything that computes with what is on the stack. */
function hasNoOperand(opcode: number): boolean {
  return [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(opcode) || (opcode >= 0x45 && opcode <= 0xc4);
}

/** Blocks with their type, branches, calls, variables, the size of the memory, integer constants. */
function hasOneIndex(opcode: number): boolean {
  return (
    [0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x3f, 0x40, 0x41, 0x42].includes(opcode) ||
    (opcode >= 0x20 && opcode <= 0x24)
  );
}

function branchTableEnd(code: Uint8Array, at: number): number {
  const labels = readLeb128(code, at);
  let next = labels.next;
  // One label more than counted: the default.
  for (let label = 0; label <= labels.value; label++) next = skipLeb128(code, next);
  return next;
}
