/**
 * Whether `NO_PROXY` excepts a host, as curl reads it: entries separated by commas or blanks, each `*`, a domain (which stands for those
 * below it, too, with or without a dot before it), an address, or a network such as `10.0.0.0/8`; any of them with `:PORT` for that
 * port alone.
 *
 * @param host - As in `URL.hostname`: an IPv6 address has brackets.
 */
export async function isExceptedFromProxy(noProxy: string, host: string, port: number): Promise<boolean> {
  const { isIP } = await import("node:net");
  const name = withoutDots(host.replace(/^\[|\]$/g, ""));
  const covers = isIP(name) === 0 ? coversName : await addressCover();
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .map(parseEntry)
    .some((entry) => (entry.port ?? port) === port && (entry.host === "*" || covers(entry.host, name)));
}

interface Entry {
  readonly host: string;
  readonly port: number | undefined;
}

function parseEntry(entry: string): Entry {
  // An IPv6 address without brackets matches nothing here: it is all host.
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  const host = withoutDots(bracketed ?? plain ?? entry);
  return { host, port: port === undefined ? undefined : Number(port) };
}

function withoutDots(host: string): string {
  return host.toLowerCase().replace(/^\*?\.|\.$/g, "");
}

function coversName(entry: string, name: string): boolean {
  return name === entry || name.endsWith(`.${entry}`);
}

/** Whether an address, or a network, covers an address. What is neither covers none: the variable is written for many programs. */
async function addressCover(): Promise<(entry: string, address: string) => boolean> {
  const { BlockList, isIP } = await import("node:net");
  return (entry, address) => {
    const [start = "", length] = entry.split("/");
    const family = isIP(start);
    if (family === 0 || family !== isIP(address)) return false;
    const bits = family === 4 ? 32 : 128;
    const prefix = length === undefined ? bits : Number(length);
    if (!(Number.isInteger(prefix) && prefix >= 0 && prefix <= bits)) return false;
    const type = family === 4 ? "ipv4" : "ipv6";
    const network = new BlockList();
    network.addSubnet(start, prefix, type);
    return network.check(address, type);
  };
}
