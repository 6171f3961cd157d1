/** What a replay brings beside the content: the key, in the form that its host takes (contract, section 2). */
export function replayHeaders({ hostname }: URL, apiKey: string): Record<string, string> {
  const isGateway = hostname === "fal.run" || hostname.endsWith(".fal.run");
  return { authorization: `${isGateway ? "Key" : "Bearer"} ${apiKey}`, "user-agent": "kotoba-replay" };
}
