import { pathToFileURL } from "node:url";
import type {
  SherpaAnswer,
  SherpaCall,
  SherpaReply,
  SherpaRequest,
  SherpaSettings,
} from "./sherpa-messages.ts";
import type { SherpaPackage, SherpaRecognizer, SherpaStream } from "./sherpa-package.ts";

const SAMPLE_RATE = 16_000;
/** Silence after an utterance, for the last words of streaming models. */
const TAIL = new Float32Array(0.8 * SAMPLE_RATE);

type Handler = (request: SherpaRequest) => SherpaAnswer;

let handler: Promise<Handler> | undefined;

// It ends with the process that started it: nothing else than the channel keeps it alive.
process.on("message", async (message: SherpaSettings | SherpaCall) => {
  if ("module" in message) {
    handler = load(message);
    return await handler.then(undefined, leave);
  }
  const reply: SherpaReply = { call: message.call, answer: await answerTo(message.request) };
  if (process.connected) process.send?.(reply);
});

/** Ends the process with a last word, which follows what the package has said. */
function leave(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  process.disconnect();
}

async function answerTo(request: SherpaRequest): Promise<SherpaAnswer> {
  try {
    return (await handler)?.(request) ?? { failure: "it was told of no model" };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

async function load({ module, model }: SherpaSettings): Promise<Handler> {
  const { default: sherpa }: { default: SherpaPackage } = await import(pathToFileURL(module).href);
  switch (model.kind) {
    case "online":
      return streaming(new sherpa.OnlineRecognizer(model.config));
    case "offline":
      return whole(new sherpa.OfflineRecognizer(model.config));
    case "tts": {
      const synthesizer = new sherpa.OfflineTts(model.config);
      return (request) => {
        if (request.type !== "speak") return unexpected(request);
        const { text, speaker } = request;
        if (speaker >= synthesizer.numSpeakers) {
          return {
            failure: `it has ${synthesizer.numSpeakers} speakers, from 0 on, and no speaker ${speaker}`,
          };
        }
        const { samples, sampleRate } = synthesizer.generate({
          text,
          sid: speaker,
          speed: 1,
          enableExternalBuffer: false,
        });
        return { samples, sampleRate };
      };
    }
  }
}

function streaming(recognizer: InstanceType<SherpaPackage["OnlineRecognizer"]>): Handler {
  const utterances = new Map<number, SherpaStream>();
  const decode = (stream: SherpaStream): SherpaAnswer => {
    while (recognizer.isReady(stream)) recognizer.decode(stream);
    return { result: recognizer.getResult(stream) };
  };
  return (request) => {
    if (request.type === "recognize" || request.type === "speak") return unexpected(request);
    const { utterance } = request;
    if (request.type === "forget") {
      utterances.delete(utterance);
      return { result: { text: "" } };
    }
    const stream = utterances.get(utterance) ?? recognizer.createStream();
    if (request.type === "listen") {
      utterances.set(utterance, stream);
      stream.acceptWaveform({ samples: request.samples, sampleRate: SAMPLE_RATE });
      return decode(stream);
    }
    utterances.delete(utterance);
    stream.acceptWaveform({ samples: TAIL, sampleRate: SAMPLE_RATE });
    stream.inputFinished?.();
    return decode(stream);
  };
}

function whole(recognizer: SherpaRecognizer): Handler {
  return (request) => {
    if (request.type !== "recognize") return unexpected(request);
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples: request.samples, sampleRate: SAMPLE_RATE });
    recognizer.decode(stream);
    return { result: recognizer.getResult(stream) };
  };
}

function unexpected({ type }: SherpaRequest): SherpaAnswer {
  return { failure: `it was asked to ${type}` };
}
