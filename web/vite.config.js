import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative: the page works under whatever path the gateway serves it.
  base: './',
  plugins: [tailwindcss(), svelte()],
  build: {
    target: 'es2022',
    // The console's policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  // `npm run dev` against a running gateway.
  server: { proxy: { '/api': process.env.DINGHY_URL ?? 'http://127.0.0.1:18790' } },
});
