import { homedir } from "node:os";
import { join } from "node:path";

/** Where the platform keeps a person's configuration of programs, and the command its own. `XDG_CONFIG_HOME` counts everywhere. */
export function configurationPath(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  return join(folder(platform, environment, home), "kotoba", "config");
}

function folder(platform: NodeJS.Platform, { XDG_CONFIG_HOME, APPDATA }: NodeJS.ProcessEnv, home: string) {
  if (XDG_CONFIG_HOME) return XDG_CONFIG_HOME;
  if (platform === "win32") return APPDATA || join(home, "AppData", "Roaming");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return join(home, ".config");
}
