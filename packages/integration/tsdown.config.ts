import { library } from "../../tsdown.base.ts";

// Not published: only what must run in a process of its own.
export default {
  ...library(["src/soak/soak-command.ts"]),
  dts: false,
  deps: { neverBundle: [/^@kotoba\//] },
};
