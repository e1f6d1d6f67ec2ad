// An OpenID provider for tests: any account may sign in, whatever the form says. Settings come as JSON on the
// command line: {port, clients: [{id, secret, redirect_uris}], accounts: {subject: claims}}.
import { Provider } from 'oidc-provider'

const { port, clients, accounts } = JSON.parse(process.argv[2])
const issuer = `http://127.0.0.1:${port}`

const provider = new Provider(issuer, {
  clients: clients.map(({ id, secret, redirect_uris }) => ({
    client_id: id, client_secret: secret, redirect_uris, grant_types: ['authorization_code'],
  })),
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  async findAccount (ctx, subject) {
    if (!accounts[subject]) return undefined
    return { accountId: subject, claims: async () => ({ sub: subject, ...accounts[subject] }) }
  },
})

provider.listen(port, '127.0.0.1', () => console.log('ready'))
