import { limitsCallers, principalsIn } from './access';
import { entriesOf, jsonOf } from './parts';
import { type PolicyStatement, type Principal, statementsIn } from './policies';
import type { References } from './references';

const COGNITO = 'cognito-identity.amazonaws.com';
const GITHUB = 'token.actions.githubusercontent.com';

/** Why anyone can assume a role of the app, in words. `undefined` if the trust policy limits who assumes the role. */
export function publicTrust(references: References, { resource }: Principal): string | undefined {
  const { AssumeRolePolicyDocument: document } = resource?.properties ?? {};
  const statements = resource ? statementsIn(document, resource.stack) : [];
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => principalsIn(references, statement).map((principal) => whyPublic(statement, principal)))
    .find((words) => words !== undefined);
}

function whyPublic(statement: PolicyStatement, principal: string): string | undefined {
  if (principal.startsWith('*')) {
    return limitsCallers(statement) ? undefined : 'the trust policy of the role includes every AWS account';
  }
  if (principal === COGNITO) {
    const isSignedIn = valuesOf(statement, /:amr$/).some((value) => value !== 'unauthenticated');
    return isSignedIn ? undefined : 'the trust policy of the role includes identities that are not signed in';
  }
  const isGitHub = principal.endsWith(`/${GITHUB}`);
  const limits = valuesOf(statement, /:(sub|repository\w*|job_workflow_ref)$/);
  return isGitHub && limits.every((value) => /^(repo:)?\*/.test(value))
    ? 'the trust policy of the role includes every repository of GitHub'
    : undefined;
}

/** The values that positive conditions require of the keys. */
function valuesOf({ conditions }: PolicyStatement, key: RegExp): string[] {
  return Object.entries(conditions)
    .filter(([operator]) => !/Not|Null/i.test(operator))
    .flatMap(([, keys]) => Object.entries(jsonOf(keys)))
    .flatMap(([name, values]) => (key.test(name) ? entriesOf(values).map(String) : []));
}
