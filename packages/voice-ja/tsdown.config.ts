import { library } from "../../tsdown.base.ts";

export default {
  ...library([]),
  entry: {
    index: "src/index.ts",
    "voice-worker": "src/worker/voice-worker.ts",
  },
};
