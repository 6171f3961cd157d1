import { defineConfig } from "vitest/config";

/** Of its own, lest the project's be taken. */
export default defineConfig({ test: { include: ["with-vitest.test.js"] } });
