/**
 * For tests: servers on loopback that do what a script says, a proxy, certificates, and a clock that is moved by hand.
 *
 * @module @kotoba/core/testing
 */

export { ManualClock } from "./manual-clock.ts";
export {
  type ReceivedRequest,
  type ScriptedAnswer,
  type ScriptedHttpServer,
  startScriptedHttpServer,
} from "./scripted-http-server.ts";
export {
  type ScriptedConnection,
  type ScriptedConnectionAnswer,
  type ScriptedSocketServer,
  startScriptedSocketServer,
} from "./scripted-socket-server.ts";
export { createTestAuthority, type TestAuthority, type TestCertificate } from "./test-authority.ts";
export { startTestProxy, type TestProxy, type TestProxyOptions } from "./test-proxy.ts";
export { until } from "./until.ts";
