import fc from "fast-check";
import { expect, it } from "vitest";
import { readErrorBody } from "./error-body.ts";

it.each([
  [{ detail: "Not here." }, undefined, "Not here."],
  [
    { detail: [{ loc: ["body", "file"], msg: "Field required", type: "missing" }] },
    undefined,
    "body.file: Field required",
  ],
  [{ detail: [{ msg: "a" }, { loc: ["body", 0], type: "b" }, 3] }, undefined, "a; body.0: b"],
  [{ detail: { code: "invalid_api_key", message: "No such key" } }, "invalid_api_key", "No such key"],
  [{ message: "m", code: "quota_exceeded" }, "quota_exceeded", "m"],
  [{ error: "e" }, undefined, "e"],
  [{ error: { code: "c", type: "t", message: "m", param: null } }, "c", "m"],
  [{ error: { code: null, type: "t", message: "m" } }, "t", "m"],
  ["just text", undefined, undefined],
  [null, undefined, undefined],
])("reads %j", (body, code, message) => {
  expect(readErrorBody(body)).toEqual({ code, message });
});

it("takes any JSON without failing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("detail", "error", "message"), (value, field) => {
      const { code, message } = readErrorBody({ [field]: value });
      expect([typeof code, typeof message].every((type) => type === "string" || type === "undefined")).toBe(
        true,
      );
    }),
  );
});
