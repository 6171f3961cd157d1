import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { ConfigurationError } from "@kotoba/sdk";

/**
 * Where the platform keeps a person's configuration of programs, and the command its own. `XDG_CONFIG_HOME` counts everywhere.
 *
 * @throws {ConfigurationError} when that cannot be told: the file is never looked for below the current folder.
 */
export function configurationPath(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  const place = folder(platform, environment, home);
  if (isAbsolute(place)) return join(place, "kotoba", "config");
  throw new ConfigurationError(
    "It is not known where your configuration is: set HOME, or XDG_CONFIG_HOME, to the path of a folder.",
    { code: "no_home" },
  );
}

function folder(platform: NodeJS.Platform, { XDG_CONFIG_HOME, APPDATA }: NodeJS.ProcessEnv, home: string) {
  // Its specification has relative paths ignored.
  if (XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME)) return XDG_CONFIG_HOME;
  if (platform === "win32") return APPDATA || join(home, "AppData", "Roaming");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return join(home, ".config");
}
