import * as oidc from 'openid-client'
import { Failure } from '../../contract/errors.ts'
import { OutgoingError } from './http/outgoing.ts'
import type { Log } from './log.ts'

/** An OpenID Connect provider, and what this installation is known by there. */
export type OidcProvider = { issuer: string; client: string; secret: string; label: string }

/** What a browser keeps between leaving for the provider and coming back. */
export type OidcFlow = { state: string; nonce: string; verifier: string }

export type OidcClaims = Record<string, unknown>

const seconds = 8

/** Sign-in at another party: the authorization code flow with PKCE, state and nonce. */
export type OidcClient = {
  /** Where to send the browser, and what it must bring back. @throws Failure unavailable */
  begin(): Promise<{ url: string; flow: OidcFlow }>
  /**
   * What the provider says of whoever came back; issuer, audience, signature and nonce are checked.
   * @throws Failure unavailable when the provider is away, wrong_credentials when it did not say yes
   */
  finish(search: string, flow: OidcFlow): Promise<OidcClaims>
}

/**
 * A client of one provider. Its description is fetched when it is first needed and again after a
 * failure, so a provider that was away at the start is found when it is back. Plain HTTP only where
 * the issuer is given so.
 */
export function createOidcClient(
  provider: OidcProvider,
  options: { redirect: string; scope: string; fetchOutside: typeof fetch; log: Log },
): OidcClient {
  const { redirect, scope, fetchOutside, log } = options
  const issuer = new URL(provider.issuer)
  let known: Promise<oidc.Configuration> | null = null

  async function discovered(): Promise<oidc.Configuration> {
    known ??= oidc.discovery(
      issuer,
      provider.client,
      provider.secret,
      oidc.ClientSecretBasic(provider.secret),
      {
        timeout: seconds,
        [oidc.customFetch]: fetchOutside as oidc.CustomFetch,
        execute: [
          // Off by default, for the token comes straight from the provider.
          oidc.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
      },
    )
    try {
      return await known
    } catch (error) {
      known = null
      throw away(error)
    }
  }

  function away(error: unknown): Failure {
    // The message may hold what the provider said of a person; the code does not.
    const { code, name } = error as { code?: string; name?: string }
    log.warn({ issuer: provider.issuer, error: code ?? name }, 'sign-in provider away')
    return new Failure('unavailable')
  }

  return {
    async begin() {
      const configuration = await discovered()
      const flow = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirect,
        scope,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, flow }
    },

    async finish(search, flow) {
      const configuration = await discovered()
      try {
        const tokens = await oidc.authorizationCodeGrant(
          configuration,
          new URL(redirect + search),
          {
            expectedState: flow.state,
            expectedNonce: flow.nonce,
            pkceCodeVerifier: flow.verifier,
            idTokenExpected: true,
          },
        )
        return tokens.claims() ?? {}
      } catch (error) {
        // Its keys or addresses may have changed: asked anew at the next try.
        known = null
        if (isRefusal(error)) {
          log.info({ issuer: provider.issuer, error: error.code }, 'sign-in refused')
          throw new Failure('wrong_credentials')
        }
        throw away(error)
      }
    },
  }
}

/** Whether the answer was there and was no; else nobody answered in time. */
function isRefusal(error: unknown): error is { code?: string } {
  const { cause, code } = error as { cause?: unknown; code?: string }
  const lost = error instanceof OutgoingError || cause instanceof OutgoingError
  return !lost && code !== 'OAUTH_TIMEOUT' && !(error instanceof TypeError && !code)
}
