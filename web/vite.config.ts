import { fileURLToPath } from 'node:url'
import { lingui } from '@lingui/vite-plugin'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { macros } from './build/macros'
import { site } from './build/site'

const API = process.env.MEWAYZ_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [macros(), lingui(), react(), tailwindcss(), site()],
  resolve: { alias: { '~': fileURLToPath(new URL('src', import.meta.url)) } },
  build: {
    target: 'es2023',
    outDir: 'dist',
    manifest: true,
    rollupOptions: { input: 'app.html' },
    // The policy allows no data: script, and fonts are files of their own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': API } },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
})
