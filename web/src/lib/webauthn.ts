/** Passkeys, as browsers make and use them. The shapes in between are those of WebAuthn level 3, JSON on both sides. */

type Options = Record<string, unknown>

/** Whether this browser, at this address, can have passkeys: they belong to a host name, an IP address is none. */
export function passkeysPossible(host = location.hostname): boolean {
  return (
    'PublicKeyCredential' in globalThis &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential &&
    !/^[\d.]+$|:/.test(host)
  )
}

/** Null when the person has thought better of it. */
export async function makePasskey<Attestation>(options: Options): Promise<Attestation | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  return asked(() => navigator.credentials.create({ publicKey }))
}

export async function showPasskey<Assertion>(options: Options): Promise<Assertion | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  return asked(() => navigator.credentials.get({ publicKey }))
}

async function asked<T>(ask: () => Promise<Credential | null>): Promise<T | null> {
  try {
    const credential = await ask()
    return credential && ((credential as PublicKeyCredential).toJSON() as T)
  } catch (error) {
    // What browsers say when somebody closes their question, and when they wait too long.
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) return null
    throw error
  }
}
