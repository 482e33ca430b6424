import { CALLS, type Call, EXCEPT } from './access';
import type { ReviewedResource } from './assembly';
import type { Agent, ReviewContext } from './context';
import { nameOf } from './names';
import { sorted, uncapital } from './phrases';
import { type Principal, statementsIn } from './policies';
import { reasonOf } from './reasons';

/** The kinds of principals of AWS accounts. */
const ACCOUNTS = ['Anyone', 'AWS account', 'IAM role', 'IAM user'];

/**
 * The resources that assume a role, such as functions, state machines and schedules, or the role itself if no resource of
 * the app does. `undefined` for a role that is not part of the app.
 */
export function callersOf(context: ReviewContext, principal: Principal): ReviewedResource[] | [undefined] {
  const users = principal.resource ? context.usersOf(principal.resource) : [];
  return users.length > 0 ? [...users] : principal.resource ? [principal.resource] : [undefined];
}

/** The permissions of a caller in addition to invocations. */
export function callWords({ kind }: Agent, calls: ReadonlySet<Call>): string[] {
  const invokes = kind === 'harness' ? calls.has('InvokeHarness') : calls.has('InvokeAgentRuntime');
  // Invocations of a harness need both actions, and so do commands.
  const lacks = kind === 'harness' && calls.has('InvokeHarness') && !calls.has('InvokeAgentRuntime');
  const others = (Object.keys(CALLS) as Call[])
    .slice(2)
    .filter((call) => calls.has(call))
    .map((call) => CALLS[call]);
  return [
    ...(invokes && others.length > 0 ? ['invoke'] : []),
    ...others,
    ...(lacks ? ['cannot invoke it: bedrock-agentcore:InvokeAgentRuntime is not permitted'] : []),
  ];
}

/** The principals that can assume a role that no resource of the app uses. */
export function trustLines(context: ReviewContext, { resource }: Principal): string[] {
  if (!resource) {
    return [];
  }
  const statements = statementsIn(resource.properties.AssumeRolePolicyDocument, resource.stack).filter(
    ({ effect }) => effect === 'Allow',
  );
  return sorted(
    statements.flatMap((statement) => {
      const { Principal: principal } = statement.raw;
      const all =
        typeof principal === 'object' && principal !== null
          ? Object.values(principal).flat()
          : [principal ?? []].flat();
      const condition = reasonOf(context.references, { ...statement, resources: [] })?.replace(/\.$/, '');
      return all.map((each) => {
        const { kind, words } = principalWords(context.text(each, resource));
        // Services and identity providers are always limited by conditions.
        return condition && ACCOUNTS.includes(kind) ? `trusts ${words}, ${uncapital(condition)}` : `trusts ${words}`;
      });
    }),
  );
}

/** The name of an endpoint, with which callers select it. */
export function endpointName(context: ReviewContext, endpoint: ReviewedResource): string {
  const { EndpointName, Name } = endpoint.properties;
  return context.text(EndpointName ?? Name ?? nameOf(endpoint), endpoint);
}

export interface PrincipalWords {
  readonly kind: string;
  readonly name: string;
  readonly account?: string;
  /** The principal in a sentence. */
  readonly words: string;
}

/** A principal of a policy in words. */
export function principalWords(text: string): PrincipalWords {
  const [, account, kind, name] =
    /^arn:[^:]*:(?:iam|sts)::([^:]*):(root|role|user|assumed-role)\/?(.*)$/.exec(text) ?? [];
  if (text === '*') {
    return { kind: 'Anyone', name: 'Every AWS account', words: 'every AWS account' };
  }
  if (text.startsWith(EXCEPT)) {
    const but = `except ${text.slice(EXCEPT.length)}`;
    return { kind: 'Anyone', name: `Every AWS account ${but}`, words: `every AWS account ${but}` };
  }
  if (/^\d{12}$/.test(text) || kind === 'root') {
    const id = account ?? text;
    return { kind: 'AWS account', name: id, account: id, words: `the account ${id}` };
  }
  if (kind !== undefined) {
    const what = kind === 'user' ? 'IAM user' : 'IAM role';
    return { kind: what, name, account, words: `the ${what} ${name} of the account ${account}` };
  }
  return text.endsWith('.amazonaws.com')
    ? { kind: 'AWS service', name: text, words: `the service ${text}` }
    : { kind: 'IAM principal', name: text, words: text };
}
