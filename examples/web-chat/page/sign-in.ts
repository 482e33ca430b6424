import { Problem } from './problem';

/** The file `config.json`, which the stack writes. */
export interface Config {
  /** The URL of the managed login of the user pool. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly scope: string;
}

export interface User {
  readonly accessToken: string;
  readonly email: string;
}

/** The secrets of one sign-in, which the page stores while the user is at the managed login. */
interface Attempt {
  readonly state: string;
  readonly verifier: string;
}

const ATTEMPT = 'sign-in';
const FAILED = 'The sign-in failed. Sign in again.';

/** Leaves the page for the managed login. */
export async function signIn({ loginUrl, clientId, scope }: Config): Promise<void> {
  const attempt: Attempt = { state: randomText(), verifier: randomText() };
  sessionStorage.setItem(ATTEMPT, JSON.stringify(attempt));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: pageUrl(),
    scope,
    state: attempt.state,
    code_challenge: base64Url(new Uint8Array(hash)),
    code_challenge_method: 'S256',
  });
  location.assign(`${loginUrl}/oauth2/authorize?${query}`);
}

/** Completes the sign-in if the managed login has sent the user back. The tokens stay in the memory of the page. */
export async function signedInUser(config: Config): Promise<User | undefined> {
  const query = new URLSearchParams(location.search);
  const attempt: Partial<Attempt> = JSON.parse(sessionStorage.getItem(ATTEMPT) ?? '{}');
  sessionStorage.removeItem(ATTEMPT);
  if (query.has('code') || query.has('error')) {
    history.replaceState(null, '', pageUrl());
  }
  if (query.has('error')) {
    throw new Problem(`The sign-in failed: ${query.get('error_description') ?? query.get('error')}.`, true);
  }
  const code = query.get('code');
  if (code === null) {
    return undefined;
  }
  if (attempt.verifier === undefined || query.get('state') !== attempt.state) {
    throw new Problem('The sign-in was not started on this page. Sign in again.', true);
  }
  return userOf(await tokensOf(config, code, attempt.verifier));
}

/** Ends the session of the managed login as well, and returns to the page. */
export function signOut({ loginUrl, clientId }: Config): void {
  location.assign(`${loginUrl}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: pageUrl() })}`);
}

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
}

async function tokensOf({ loginUrl, clientId }: Config, code: string, verifier: string): Promise<Tokens> {
  try {
    const response = await fetch(`${loginUrl}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        redirect_uri: pageUrl(),
        code,
        code_verifier: verifier,
      }),
    });
    if (response.ok) {
      return await response.json();
    }
  } catch {
    // The connection failed.
  }
  throw new Problem(FAILED, true);
}

/** The token comes from the user pool over HTTPS, so its signature needs no check. AgentCore checks the access token. */
function userOf({ access_token: accessToken, id_token: idToken }: Tokens): User {
  const payload = idToken.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  const { email = '' } = JSON.parse(new TextDecoder().decode(bytes));
  return { accessToken, email };
}

function pageUrl(): string {
  return `${location.origin}/`;
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
