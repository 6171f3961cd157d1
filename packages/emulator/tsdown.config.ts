import { library } from "../../tsdown.base.ts";

export default {
  ...library([]),
  entry: {
    index: "src/index.ts",
    "flite-worker": "src/engines/flite/flite-worker.ts",
    "pocketsphinx-worker": "src/engines/pocketsphinx/pocketsphinx-worker.ts",
    "sherpa-child": "src/engines/sherpa/sherpa-child.ts",
  },
};
