import { ProtocolError } from "../errors/protocol-error.ts";

/** A JSON object with a type, which is what every text frame should be. */
export interface TypedFrame {
  /** What kind of frame it is. */
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What a schema answers; those of zod do. */
export interface FrameSchema<Fields> {
  /** Looks at a value: `data` has the fields it needs, or `error` says where which of them are wrong. Does not throw. */
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Fields }
    | { readonly success: false; readonly error: { readonly issues: readonly FrameIssue[] } };
}

interface FrameIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const UNREADABLE: TypedFrame = { type: "unreadable" };

/** Reads a text frame. One that is no JSON object with a type is of type `unreadable`: it means nothing (contract, section 8). */
export function parseFrame(text: string): TypedFrame {
  try {
    const json: unknown = JSON.parse(text);
    return isTypedFrame(json) ? json : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

function isTypedFrame(json: unknown): json is TypedFrame {
  return typeof json === "object" && json !== null && "type" in json && typeof json.type === "string";
}

/**
 * The fields that a known frame needs.
 *
 * @throws {ProtocolError} naming the frame and the field, never the content.
 */
export function frameFields<Fields>(schema: FrameSchema<Fields>, frame: TypedFrame): Fields {
  const parsed = schema.safeParse(frame);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badFrame(frame, `${issue?.path.join(".")}: ${issue?.message}`);
}

/** The error for a known frame that breaks the contract. @param what - The field, and what is wrong with it; never its content. */
export function badFrame(frame: TypedFrame, what: string): ProtocolError {
  return new ProtocolError(`The service sent a frame ${frame.type} that breaks the contract: ${what}.`, {
    code: "bad_frame",
    payload: frame,
  });
}
