import type { ReviewedResource } from '../assembly';
import { memberOf } from '../parts';
import { matchesAction, type Policies } from '../policies';
import type { References } from '../references';
import type { Report } from './report';

const INVOKE = ['bedrock-agentcore:InvokeAgentRuntime', 'bedrock-agentcore:InvokeHarness'];

/** Checks that IAM principals are not permitted to invoke agents that accept only JWTs. */
export function checkCallers(references: References, policies: Policies, report: Report): void {
  const agents = references.ofType('AWS::BedrockAgentCore::Harness', 'AWS::BedrockAgentCore::Runtime');
  const withJwt = new Set(
    agents.filter(({ properties }) => memberOf(properties, 'AuthorizerConfiguration', 'CustomJWTAuthorizer')),
  );
  if (withJwt.size === 0) {
    return;
  }
  for (const { id, statements } of policies.all()) {
    for (const { actions, effect, resources, stack } of statements) {
      const invokes = actions.some((pattern) => INVOKE.some((action) => matchesAction(pattern, action)));
      for (const value of effect === 'Allow' && invokes ? resources : []) {
        const agent = value === '*' ? undefined : references.resourceOf(value, stack);
        if (agent && withJwt.has(agent)) {
          addFinding(agent, id, report);
        }
      }
    }
  }
}

function addFinding(agent: ReviewedResource, caller: string, report: Report): void {
  report.add(agent, {
    rule: 'iam-caller-of-jwt-agent',
    severity: 'warning',
    property: 'AuthorizerConfiguration',
    problem: `is a JWT authorizer, so the agent rejects requests that are signed by IAM principals, such as ${caller}`,
    fix: 'Send a token of the identity provider, or remove the authorizer',
  });
}
