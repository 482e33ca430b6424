import type { Binding } from '../private/iam/binding';
import { duplicatesOf } from '../private/validation/duplicates';
import { RESTRICTED_HEADERS } from '../private/validation/headers';
import { isUnknown } from '../private/validation/unknown';

const CUSTOM = 'x-amzn-bedrock-agentcore-runtime-custom-';

/** Checks which headers of a request the code may see. */
export function checkRequestHeaders({ errors }: Binding, headers: string[], takesTokens: boolean): void {
  const names = headers.filter((header) => !isUnknown(header)).map((header) => header.toLowerCase());
  for (const name of duplicatesOf(names)) {
    errors.addOf('requestHeaders', `must name each header once, in any case, got "${name}" more than once`);
  }
  for (const name of names) {
    if (
      RESTRICTED_HEADERS.has(name) ||
      name.startsWith('x-amz-') ||
      (name.startsWith('x-amzn-') && !name.startsWith(CUSTOM))
    ) {
      errors.add(
        `requestHeaders: "${name}" is not let through by the service: send it as X-Amzn-Bedrock-AgentCore-Runtime-Custom-…`,
      );
    }
  }
  if (names.includes('authorization') && !takesTokens) {
    errors.add(
      'requestHeaders: Authorization is there with a token only: give authorizer: Authorizer.jwt(…) or .cognito(…)',
    );
  }
}
