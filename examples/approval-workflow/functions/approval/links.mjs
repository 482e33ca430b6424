// Links whose query string is signed with a key that only the functions of this folder can read.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient();
let key;

/** The signing key, which is read once for each environment of a function, unless the request fails. */
function signingKey() {
  key ??= secrets.send(new GetSecretValueCommand({ SecretId: process.env.SIGNING_KEY_ARN }));
  key.catch(() => {
    key = undefined;
  });
  return key;
}

async function signatureOf({ decision, subject, expires, token }) {
  const { SecretString } = await signingKey();
  return createHmac('sha256', SecretString)
    .update(JSON.stringify([decision, subject, expires, token]))
    .digest();
}

/** A link to a decision. `expires` is in seconds since 1970. */
export async function linkOf(decision) {
  const signature = (await signatureOf(decision)).toString('base64url');
  return `${process.env.DECIDE_URL}?${new URLSearchParams({ ...decision, signature })}`;
}

/** The decision of a link, or undefined if its signature is not valid. */
export async function decisionOf(queryString) {
  const { signature = '', ...decision } = Object.fromEntries(new URLSearchParams(queryString));
  const given = Buffer.from(signature, 'base64url');
  const expected = await signatureOf(decision);
  return given.length === expected.length && timingSafeEqual(given, expected) ? decision : undefined;
}
