import { expect, it } from "vitest";
import { configurationPath } from "./configuration-path.ts";

it.each<[NodeJS.Platform, Record<string, string>, string]>([
  ["linux", {}, "/home/me/.config/kotoba/config"],
  ["linux", { XDG_CONFIG_HOME: "/etc/me" }, "/etc/me/kotoba/config"],
  ["linux", { XDG_CONFIG_HOME: "" }, "/home/me/.config/kotoba/config"],
  ["linux", { XDG_CONFIG_HOME: "here" }, "/home/me/.config/kotoba/config"],
  ["darwin", {}, "/home/me/Library/Application Support/kotoba/config"],
  ["win32", { APPDATA: "/roaming" }, "/roaming/kotoba/config"],
  ["win32", {}, "/home/me/AppData/Roaming/kotoba/config"],
])("the configuration on %s, with %o, is %s", (platform, environment, expected) => {
  expect(configurationPath(platform, environment, "/home/me").replaceAll("\\", "/")).toBe(expected);
});
