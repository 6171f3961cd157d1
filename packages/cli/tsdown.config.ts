import { library } from "../../tsdown.base.ts";

export default { ...library(["src/kotoba.ts"]), dts: false };
