import type { Module } from '~/lib/module'

const module: Module = {
  name: 'identity',
  routes: [
    { path: '/login', realm: 'strangers', load: () => import('./auth/login') },
    { path: '/register', realm: 'strangers', load: () => import('./auth/register') },
    { path: '/forgot-password', realm: 'open', load: () => import('./auth/forgot') },
    { path: '/reset-password', realm: 'open', load: () => import('./auth/reset') },
    { path: '/verify', realm: 'open', load: () => import('./auth/verify') },
    { path: '/verify-email', realm: 'open', load: () => import('./auth/verify') },
    { path: '/account/profile', realm: 'workspace', load: () => import('./account/profile') },
    { path: '/account/security', realm: 'workspace', load: () => import('./account/security') },
    { path: '/account/sessions', realm: 'workspace', load: () => import('./account/sessions') },
    { path: '/account/preferences', realm: 'workspace', load: () => import('./account/preferences') },
    { path: '/account/privacy', realm: 'workspace', load: () => import('./privacy/page') },
    { path: '/account/required', realm: 'account', load: () => import('./privacy/required') },
    {
      path: '/settings/api-keys',
      realm: 'workspace',
      load: () => import('./api-keys/page'),
      catalogs: ['workspace'],
    },
  ],
}

export default module
