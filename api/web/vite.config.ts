import { defineConfig } from "vitest/config";

// The pages find the hashed files through the manifest (api/cuibono/web/pages/assets.py). Nothing is
// inlined: the Content-Security-Policy allows files of the service's own only.
export default defineConfig({
  base: "./",
  build: {
    assetsDir: "",
    outDir: "../cuibono/web/assets",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { pages: "src/pages.ts", icon: "styles/icon.svg" } },
  },
  test: { environment: "happy-dom" },
});
