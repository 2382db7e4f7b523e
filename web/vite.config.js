import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { help } from './help.js';

const gateway = process.env.DINGHY_URL ?? 'http://127.0.0.1:18790';

export default defineConfig({
  // The gateway serves the page at its root.
  base: '/',
  plugins: [tailwindcss(), svelte(), help()],
  build: {
    target: 'es2022',
    // The console's policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  // `npm run dev` against a running gateway, which compares Origin with Host.
  server: { proxy: { '/api': { target: gateway, changeOrigin: true, headers: { origin: gateway } } } },
});
