export { ManualClock } from "./manual-clock.ts";
export {
  type ReceivedRequest,
  type ScriptedAnswer,
  type ScriptedHttpServer,
  startScriptedHttpServer,
} from "./scripted-http-server.ts";
