import type { Binding } from '../private/iam/binding';
import { duplicatesOf } from '../private/validation/duplicates';
import { RESTRICTED_HEADERS } from '../private/validation/headers';
import { isUnknown } from '../private/validation/unknown';

const CUSTOM = 'x-amzn-bedrock-agentcore-runtime-custom-';

/** Checks the request headers that AgentCore forwards to the code. */
export function checkRequestHeaders({ errors }: Binding, headers: string[], takesTokens: boolean): void {
  const known = headers.filter((header) => !isUnknown(header));
  const names = known.map((header) => header.toLowerCase());
  for (const name of duplicatesOf(names)) {
    errors.addOf(
      'requestHeaders',
      `must name each header once, regardless of case, got "${name}" more than once. Remove one of them.`,
    );
  }
  for (const [index, name] of names.entries()) {
    if (
      RESTRICTED_HEADERS.has(name) ||
      name.startsWith('x-amz-') ||
      (name.startsWith('x-amzn-') && !name.startsWith(CUSTOM))
    ) {
      errors.add(
        `requestHeaders must not contain headers that AgentCore reserves, got "${known[index]}". Send the value in a header with the prefix X-Amzn-Bedrock-AgentCore-Runtime-Custom-.`,
      );
    }
  }
  if (names.includes('authorization') && !takesTokens) {
    errors.add(
      'requestHeaders: Authorization requires a JWT authorizer. Set authorizer: Authorizer.jwt(…) or Authorizer.cognito(…), or remove the header.',
    );
  }
}
