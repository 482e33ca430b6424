import type { ReviewedResource } from '../assembly';
import { entriesOf, isJson, jsonOf, memberOf } from '../parts';
import { matchesAction, type Policies, type Principal, statementsIn } from '../policies';
import type { References } from '../references';
import { needsOf, TargetNeeds } from './needs';
import type { Report } from './report';

const SERVICE = 'bedrock-agentcore.amazonaws.com';
/** The properties with the roles that AgentCore assumes. */
const ROLES: ReadonlyArray<readonly [type: string, property: string]> = [
  ['Harness', 'ExecutionRoleArn'],
  ['Runtime', 'RoleArn'],
  ['Gateway', 'RoleArn'],
  ['Memory', 'MemoryExecutionRoleArn'],
  ['BrowserCustom', 'ExecutionRoleArn'],
  ['CodeInterpreterCustom', 'ExecutionRoleArn'],
  ['OnlineEvaluationConfig', 'EvaluationExecutionRoleArn'],
];

/** Checks the roles that AgentCore assumes: their trust policies, and the permissions that declared features need. */
export function checkRoles(references: References, policies: Policies, report: Report): void {
  const targets = new TargetNeeds(references);
  for (const [name, property] of ROLES) {
    for (const resource of references.ofType(`AWS::BedrockAgentCore::${name}`)) {
      const role = policies.principalOf(resource.properties[property], resource.stack);
      if (role?.resource) {
        checkTrust(resource, property, role.resource, report);
        checkPermissions(resource, property, role, targets, report);
      }
    }
  }
}

function checkTrust(resource: ReviewedResource, property: string, role: ReviewedResource, report: Report): void {
  const statements = statementsIn(role.properties.AssumeRolePolicyDocument, role.stack);
  const trusting = statements.filter(({ effect, raw }) => effect === 'Allow' && trusts(raw.Principal));
  if (trusting.length === 0) {
    report.add(resource, {
      rule: 'role-trust',
      severity: 'error',
      property,
      problem: `must be a role that ${SERVICE} can assume, got ${role.path}`,
      fix: `Allow ${SERVICE} to assume the role in its trust policy`,
    });
  }
  const sources = trusting.flatMap(({ conditions }) =>
    Object.values(conditions).flatMap((keys) => entriesOf(jsonOf(keys)['aws:SourceArn'])),
  );
  const narrow = sources.find((arn) => /:(harness|runtime)\//.test(JSON.stringify(arn)));
  if (narrow !== undefined && resource.type.endsWith('::Harness')) {
    report.add(resource, {
      rule: 'role-trust',
      severity: 'warning',
      property,
      problem: `is ${role.path}, whose trust policy names single agents in aws:SourceArn. The check of the role fails when AgentCore creates the harness`,
      fix: 'Use arn:aws:bedrock-agentcore:<region>:<account>:* in aws:SourceArn',
    });
  }
}

/** Whether a principal contains AgentCore, or can contain it at deployment. */
function trusts(principal: unknown): boolean {
  if (!isJson(principal)) {
    return principal === '*';
  }
  return entriesOf(memberOf(principal, 'Service')).some((name) => typeof name !== 'string' || name === SERVICE);
}

function checkPermissions(
  resource: ReviewedResource,
  property: string,
  role: Principal,
  targets: TargetNeeds,
  report: Report,
): void {
  // The permissions of policies outside of the app are not known.
  const isOpen =
    role.managedPolicies.length > 0 || role.statements.some(({ effect, raw }) => effect === 'Allow' && raw.NotAction);
  if (isOpen) {
    return;
  }
  const allowed = role.statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions);
  for (const { actions, what } of needsOf(resource, targets)) {
    const missing = actions.filter((action) => !allowed.some((pattern) => matchesAction(pattern, action)));
    if (missing.length > 0) {
      report.add(resource, {
        rule: 'role-permissions',
        severity: 'warning',
        property,
        problem: `is ${role.id}, which lacks ${missing.join(', ')} for ${what}`,
        fix: 'Allow the actions in a policy of the role',
      });
    }
  }
}
