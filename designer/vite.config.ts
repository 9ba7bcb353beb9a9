import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Served at /designer by the server, which sends its output (dist) as it stands: no inline script, no request to the outside. */
export default defineConfig({
  base: "/designer/",
  plugins: [react()],
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
  server: { proxy: { "/designer/api": "http://localhost:5080", "/sign-in": "http://localhost:5080" } },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "jsdom" },
});
