/** The resource-based policies of an app, deployed, and the decisions of IAM with them. */
import { ACCOUNT } from './helpers';
import { policiesOf, roleNamed, simulate } from './simulate';
import type { SynthesizedStack } from './synthesize';
import { wire } from './wiring';

type Context = Record<string, string>;

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: Array<Record<string, unknown>>;
}

/** A request: by a role with the prefix of its logical ID, or with a token, which is no IAM principal. */
export interface Asked {
  readonly by: string | 'token';
  readonly action: string;
  readonly context?: Context;
  /** The policies that are left out of the decision. */
  readonly without?: 'identity' | 'resource';
  /** The resource whose policy is left out of the decision. */
  readonly withoutPolicyOf?: string;
}

export class Deployed {
  private readonly resources: Array<readonly [id: string, type: string, properties: Record<string, unknown>]>;

  public constructor(private readonly stacks: SynthesizedStack[]) {
    this.resources = wire(stacks).flatMap(({ template }) =>
      Object.entries(template.Resources).map(
        ([id, { Type, Properties = {} }]) => [id, Type, Properties as Record<string, unknown>] as const,
      ),
    );
  }

  /** The resource-based policies by the ARN of the resource. */
  public get policies(): Map<string, PolicyDocument> {
    const found = this.resources.filter(([, type]) => type === 'AWS::BedrockAgentCore::ResourcePolicy');
    return new Map(found.map(([, , { ResourceArn, Policy }]) => [String(ResourceArn), JSON.parse(String(Policy))]));
  }

  /** The decision on one resource, with the policies of the caller and of the resource. */
  public async allows(resource: string, asked: Asked): Promise<boolean> {
    const { by, action, context = {}, without, withoutPolicyOf } = asked;
    const isToken = by === 'token';
    const role = isToken ? undefined : this.roleOf(by);
    const isLeftOut = without === 'resource' || withoutPolicyOf === resource;
    const decision = await simulate({
      request: {
        principal: role?.arn ?? { type: 'Anonymous' },
        action: `bedrock-agentcore:${action}`,
        resource: { resource, accountId: ACCOUNT },
        // IAM adds the ARN of the principal to each signed request.
        contextVariables: { ...(role ? { 'aws:PrincipalArn': role.arn } : {}), ...context },
      },
      identityPolicies: role && without !== 'identity' ? role.policies : [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: isLeftOut ? undefined : this.policies.get(resource),
    });
    return decision === 'Allowed';
  }

  /** Whether a role may invoke a runtime through an endpoint: AgentCore evaluates the policies on both. */
  public async allowsThrough(runtimeArn: string, endpointName: string, asked: Asked): Promise<boolean> {
    const arns = [runtimeArn, `${runtimeArn}/runtime-endpoint/${endpointName}`];
    return (await Promise.all(arns.map((arn) => this.allows(arn, asked)))).every((isAllowed) => isAllowed);
  }

  private roleOf(prefix: string) {
    const id = roleNamed(this.stacks, prefix);
    const { account } = this.stacks.find(({ template }) => id in template.Resources) ?? { account: ACCOUNT };
    const [, , { RoleName }] = this.resources.find(([one]) => one === id) ?? ['', '', {}];
    return {
      arn: `arn:aws:iam::${account}:role/${RoleName ?? prefix}`,
      policies: policiesOf(this.stacks, id),
    };
  }
}
