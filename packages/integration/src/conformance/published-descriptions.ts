import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { closedSchema, followed, isJsonObject, objectAt } from "./json-schema.ts";

/** Beside the project's checkout. They are data of the service, and not copied into it. */
const FOLDER = new URL("../../../../../shared/protocol/specs/", import.meta.url);

/** Frames of one side of a live route, by their type. */
export type FrameSchemas = ReadonlyMap<string, ValidateFunction>;

/** What a live route is for. */
export type LiveService = "asr" | "tts" | "sts";

/** One live route. */
export interface LiveDescription {
  readonly client: FrameSchemas;
  readonly server: FrameSchemas;
}

/** One REST request. */
export interface Operation {
  readonly method: string;
  /** As it is published, with `{job_id}` in it. */
  readonly path: string;
  readonly pattern: RegExp;
  /** Of the form, if it has one. */
  readonly form: ValidateFunction | undefined;
  /** Of the answers, by HTTP status. */
  readonly answers: ReadonlyMap<number, ValidateFunction>;
}

/** What the service publishes of its wire. */
export interface PublishedDescriptions {
  readonly live: Readonly<Record<LiveService, LiveDescription>>;
  readonly operations: readonly Operation[];
}

/** Where the descriptions should be. */
export const descriptionsFolder: string = fileURLToPath(FOLDER);

/** Reads them; undefined when they are not there. */
export function readPublishedDescriptions(): PublishedDescriptions | undefined {
  if (!existsSync(FOLDER)) return undefined;
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: {
      byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
      binary: true,
      double: true,
    },
  });
  const live = (name: LiveService) => liveDescription(ajv, read(`${name}.asyncapi.yml`));
  return {
    live: { asr: live("asr"), tts: live("tts"), sts: live("sts") },
    operations: operations(ajv, read("transcription-jobs.openapi.yml")),
  };
}

function read(file: string): unknown {
  return parse(readFileSync(new URL(file, FOLDER), "utf8"));
}

/** In these documents `publish` has what the server sends, and `subscribe` what the client does. */
function liveDescription(ajv: Ajv2020, document: unknown): LiveDescription {
  const [channel] = Object.values(objectAt(document, "channels"));
  const frames = (operation: string): FrameSchemas => {
    const { oneOf } = objectAt(channel, operation, "message");
    if (!Array.isArray(oneOf)) throw new Error(`The description has no messages to ${operation}.`);
    return new Map(
      oneOf.map((message) => {
        const schema = closedSchema(document, objectAt(followed(document, message), "payload"));
        const { enum: types } = objectAt(schema, "properties", "type");
        const type: unknown = Array.isArray(types) ? types[0] : undefined;
        if (!isJsonObject(schema) || typeof type !== "string") throw new Error("A message has no type.");
        return [type, ajv.compile(schema)];
      }),
    );
  };
  return { client: frames("subscribe"), server: frames("publish") };
}

function operations(ajv: Ajv2020, document: unknown): Operation[] {
  const compiled = (schema: unknown) => ajv.compile(objectAt(closedSchema(document, schema)));
  return Object.entries(objectAt(document, "paths")).flatMap(([path, methods]) =>
    Object.entries(objectAt(methods)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
      form:
        isJsonObject(operation) && "requestBody" in operation
          ? compiled(objectAt(operation, "requestBody", "content", "multipart/form-data", "schema"))
          : undefined,
      answers: new Map(
        Object.entries(objectAt(operation, "responses")).map(([status, answer]) => [
          Number(status),
          compiled(objectAt(answer, "content", "application/json", "schema")),
        ]),
      ),
    })),
  );
}
