import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Annotations } from 'aws-cdk-lib/core';
import { trustPolicyOf } from '../known/role';
import { quote } from '../validation/limit';
import { isUnknown } from '../validation/unknown';
import { AGENTCORE, Binding, type RoleBinding } from './binding';

interface TrustStatement {
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A condition on the resource or the account for which a service assumes the role. */
interface SourceCondition {
  readonly key: string;
  readonly operator: string;
  readonly values: string[];
}

/**
 * Warns if the service cannot assume a role that the user passes. Only a role that is defined in this app has a known
 * trust policy, to which statements can be added until synthesis.
 */
export function reviewTrust(binding: RoleBinding, role: IRole, service: string): void {
  const { scope, stack } = binding;
  const assumeRolePolicy = trustPolicyOf(role);
  const [name] = service.split('.');
  scope.node.addValidation({
    validate: () => {
      const { Statement: statements = [] } = (stack.resolve(assumeRolePolicy?.toJSON()) ?? {}) as {
        readonly Statement?: TrustStatement[];
      };
      const trusting = statements.filter((statement) => JSON.stringify(statement).includes(`${name}.`));
      const failing = trusting.map(({ Condition: all }) => conditionsOf(all).find((one) => !isMet(binding, one)));
      if (assumeRolePolicy && trusting.length === 0) {
        Annotations.of(scope).addWarningV2(
          'cdk-agentcore:roleNotTrusting',
          `role does not trust ${service}, so the service cannot assume it. Name the service in assumedBy of the role.`,
        );
      } else if (failing[0] && failing.every((one) => one)) {
        warnOfCondition(binding, failing[0]);
      }
      return [];
    },
  });
}

function conditionsOf(conditions: TrustStatement['Condition'] = {}): SourceCondition[] {
  return Object.entries(conditions).flatMap(([operator, byKey]) =>
    /^(?:Arn|String)(?:Like|Equals)(?:IfExists)?$/.test(operator)
      ? Object.entries(byKey)
          .filter(([key]) => /^aws:source(?:arn|account)$/i.test(key))
          .map(([key, value]) => ({ key, operator, values: [value].flat().map(textOf) }))
      : [],
  );
}

/** Stands for what a pseudo parameter or another token contains. */
const ANYTHING = '\0';

/** Returns the text of a value in a template. */
function textOf(value: unknown): string {
  const join = (value as { readonly 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join'];
  const parts = join?.[0] === '' ? join[1] : [value];
  return parts.map((part) => (typeof part === 'string' ? part : ANYTHING)).join('');
}

/** Whether a service can meet a condition. Only what is known is judged. */
function isMet(binding: RoleBinding, { key, operator, values }: SourceCondition): boolean {
  const { stack, trusted } = binding;
  const isLiteral = operator.startsWith('StringEquals');
  const matches = (pattern: string, text: string) => isUnknown(text) || patternOf(pattern, isLiteral).test(text);
  if (trusted !== AGENTCORE) {
    return true;
  }
  if (/account$/i.test(key)) {
    return values.some((value) => matches(value, stack.account));
  }
  return values.some((value) => {
    const [, , service, region, account, ...rest] = value.split(':');
    const resource = rest.join(':');
    const isOfPlace =
      matches(service, 'bedrock-agentcore') && matches(region, stack.region) && matches(account, stack.account);
    // AWS does not document the ARN with which AgentCore checks the role of a harness. Only `*` is known to match.
    const isOfResource = isHarness(binding) ? matches(resource, 'a') : !(isLiteral && resource.includes('*'));
    return rest.length === 0 ? !isLiteral || value === ANYTHING : isOfPlace && isOfResource;
  });
}

function isHarness(binding: RoleBinding): boolean {
  return binding instanceof Binding && binding.kind === 'Harness';
}

/** Returns the texts that a value of a condition matches. Wildcards have no meaning in `StringEquals`. */
function patternOf(value: string, isLiteral: boolean): RegExp {
  const source = [...value].map((char) => {
    if (char === ANYTHING || (char === '*' && !isLiteral)) {
      return '.*';
    }
    return char === '?' && !isLiteral ? '.' : char.replace(/\W/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}

function warnOfCondition({ scope, stack, trusted }: RoleBinding, { key, operator, values }: SourceCondition): void {
  const shown = values.map((value) => quote(value.replaceAll(ANYTHING, '…'))).join(', ');
  const isAccount = /account$/i.test(key);
  const account = isUnknown(stack.account) ? '<account>' : stack.account;
  const region = isUnknown(stack.region) ? '<Region>' : stack.region;
  const fix = isAccount
    ? `Use ${quote(account)}`
    : `Use ArnLike with ${quote(`arn:<partition>:bedrock-agentcore:${region}:${account}:*`)}`;
  Annotations.of(scope).addWarningV2(
    'cdk-agentcore:roleTrustCondition',
    `role: the trust policy requires ${operator} ${key} ${shown}, which ${trusted} may not meet, so the deployment may fail. ${fix}.`,
  );
}
