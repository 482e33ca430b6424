import { globPattern } from '../private/glob';
import type { ReviewedResource, ReviewedStack } from './assembly';
import { nameOf } from './names';
import { entriesOf, isJson, type Json, jsonOf } from './parts';
import type { References } from './references';

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** The resources as in the template. */
  readonly resources: readonly unknown[];
  readonly conditions: Json;
  readonly raw: Json;
  /** The stack of the template that contains the statement. */
  readonly stack: ReviewedStack;
}

/** A role, user or group that policies of the app are attached to. It is part of the app, or outside of it. */
export interface Principal {
  /** The construct path; the ARN or the name of a principal outside of the app. */
  readonly id: string;
  readonly name: string;
  readonly resource?: ReviewedResource;
  readonly statements: PolicyStatement[];
  /** The ARNs of managed policies that are not part of the app. */
  readonly managedPolicies: string[];
}

const PRINCIPALS: ReadonlyArray<readonly [property: string, type: string]> = [
  ['Roles', 'AWS::IAM::Role'],
  ['Users', 'AWS::IAM::User'],
  ['Groups', 'AWS::IAM::Group'],
];
const TYPES = PRINCIPALS.map(([, type]) => type);

/** The policies of all principals in an app. */
export class Policies {
  private readonly principals = new Map<string, Principal>();

  public constructor(private readonly references: References) {
    for (const resource of references.ofType(...TYPES)) {
      this.addOwn(resource);
    }
    for (const policy of references.ofType(
      ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'],
      ...['AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy'],
    )) {
      this.attach(policy);
    }
  }

  public all(): Principal[] {
    return [...this.principals.values()];
  }

  /** The principal of an ARN or a name. `undefined` if there is no value. */
  public principalOf(value: unknown, from: ReviewedStack, type = 'AWS::IAM::Role'): Principal | undefined {
    if (value === undefined) {
      return undefined;
    }
    const resource = this.references.resourceOf(value, from, type);
    const text = this.references.textOf(value, from);
    const name = text.replace(/^.*\//, '');
    return resource ? this.of(resource.path, nameOf(resource), resource) : this.of(name, name);
  }

  private read(document: unknown, stack: ReviewedStack): PolicyStatement[] {
    return statementsIn(document, stack, (value) => this.references.textOf(value, stack));
  }

  private addOwn(resource: ReviewedResource): void {
    const { properties, stack, path } = resource;
    const principal = this.of(path, nameOf(resource), resource);
    for (const policy of entriesOf(properties.Policies)) {
      principal.statements.push(...this.read(jsonOf(policy).PolicyDocument, stack));
    }
    for (const arn of entriesOf(properties.ManagedPolicyArns)) {
      const policy = this.references.resourceOf(arn, stack, 'AWS::IAM::ManagedPolicy');
      if (policy) {
        principal.statements.push(...this.read(policy.properties.PolicyDocument, policy.stack));
      } else {
        principal.managedPolicies.push(this.references.textOf(arn, stack));
      }
    }
  }

  private attach({ properties, stack }: ReviewedResource): void {
    const statements = this.read(properties.PolicyDocument, stack);
    for (const [property, type] of PRINCIPALS) {
      const [singular] = [property.slice(0, -1)];
      for (const value of [...entriesOf(properties[property]), ...entriesOf(properties[`${singular}Name`])]) {
        this.principalOf(value, stack, type)?.statements.push(...statements);
      }
    }
  }

  private of(id: string, name: string, resource?: ReviewedResource): Principal {
    const known = this.principals.get(id) ?? { id, name, resource, statements: [], managedPolicies: [] };
    this.principals.set(id, known);
    return known;
  }
}

/** The managed policies of AWS that permit to invoke agents, with the actions that they permit or leave out. */
const ADMINISTRATORS: Readonly<Record<string, Json>> = {
  AdministratorAccess: { Action: '*' },
  PowerUserAccess: { NotAction: ['iam:*', 'organizations:*', 'account:*'] },
  BedrockAgentCoreFullAccess: { Action: 'bedrock-agentcore:*' },
};

/** The name of a managed policy of AWS with which a principal can invoke every agent of the account. */
export function administratorPolicy(arn: string): string | undefined {
  const [, name = ''] = /:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  return name in ADMINISTRATORS ? name : undefined;
}

/** The permissions of AWS managed policies on agents, as statements. Other managed policies are not known. */
export function managedStatements({ managedPolicies, resource }: Principal): PolicyStatement[] {
  return managedPolicies.flatMap((arn) => {
    const name = administratorPolicy(arn);
    const raw = name && { Effect: 'Allow', Resource: '*', ...ADMINISTRATORS[name] };
    return raw && resource ? statementsIn({ Statement: raw }, resource.stack) : [];
  });
}

/** The statements of a policy document. */
export function statementsIn(
  document: unknown,
  stack: ReviewedStack,
  textOf: (value: unknown) => string = String,
): PolicyStatement[] {
  return entriesOf(jsonOf(document).Statement)
    .filter(isJson)
    .map((raw) => ({
      sid: typeof raw.Sid === 'string' && raw.Sid !== '' ? raw.Sid : undefined,
      effect: raw.Effect === 'Deny' ? 'Deny' : 'Allow',
      actions: entriesOf(raw.Action).map(textOf),
      resources: entriesOf(raw.Resource),
      conditions: jsonOf(raw.Condition),
      raw,
      stack,
    }));
}

/** Whether a pattern of a policy, with `*` and `?`, matches an action. Actions ignore case. */
export function matchesAction(pattern: string, action: string): boolean {
  if (pattern === action || pattern === '*') {
    return true;
  }
  if (!pattern.includes('*') && !pattern.includes('?')) {
    return pattern.length === action.length && pattern.toLowerCase() === action.toLowerCase();
  }
  return globPattern(pattern, 'i').test(action);
}

/** Whether a statement is about an action. `NotAction` covers all others. */
export function covers({ actions, raw }: PolicyStatement, action: string): boolean {
  const excluded = entriesOf(raw.NotAction).map(String);
  return excluded.length > 0
    ? !excluded.some((pattern) => matchesAction(pattern, action))
    : actions.some((pattern) => matchesAction(pattern, action));
}
