/** The emulator, which is a package of its own, so that the command stays small without it; undefined where it is not installed. */
export async function loadEmulator(): Promise<typeof import("@kotoba/emulator") | undefined> {
  try {
    return await import("@kotoba/emulator");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (missing && cause.message.includes("'@kotoba/emulator'")) return undefined;
    throw cause;
  }
}

/** The same, for commands that cannot do without. @throws {ConfigurationError} where it is not installed. */
export async function requireEmulator(): Promise<typeof import("@kotoba/emulator")> {
  const emulator = await loadEmulator();
  if (emulator !== undefined) return emulator;
  const { ConfigurationError } = await import("@kotoba/sdk");
  throw new ConfigurationError(
    "The emulator is not installed. Install it beside this command: npm install -g @kotoba/emulator",
  );
}
