import type { ReviewedResource, ReviewedStack } from './assembly';

/** The services of resource types whose name in ARNs differs from that in the type. */
const SERVICES: Readonly<Record<string, string>> = {
  ApplicationAutoScaling: 'autoscaling',
  BedrockAgentCore: 'bedrock-agentcore',
  Cognito: 'cognito-idp',
  CloudFormation: 'cloudformation',
  EFS: 'elasticfilesystem',
  OpenSearchServerless: 'aoss',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  StepFunctions: 'states',
};
/** The characters that AgentCore adds to a name. */
const GENERATED_ID = /-[A-Za-z0-9]{10}$/;
const ARN = /^arn:[a-z-]+:([a-z0-9-]+):([^:]*):([^:]*):(.+)$/;

/** The resources of an app by the names that their templates give them. */
export class PhysicalNames {
  private readonly named = new Map<string, ReviewedResource[]>();

  public constructor(resources: Iterable<ReviewedResource>) {
    for (const resource of resources) {
      const [, service = '', kind = ''] = resource.type.split('::');
      const names = [`${kind}Name`, 'Name', `Agent${kind}Name`].map((property) => resource.properties[property]);
      const name = names.find((value) => typeof value === 'string');
      if (name !== undefined) {
        for (const key of [`${serviceOf(service)} ${name}`, `${resource.type} ${name}`]) {
          const known = this.named.get(key);
          if (known) {
            known.push(resource);
          } else {
            this.named.set(key, [resource]);
          }
        }
      }
    }
  }

  /** The resource of a literal ARN. */
  public ofArn(arn: string, from: ReviewedStack): ReviewedResource | undefined {
    const [, service, region, account, path] = ARN.exec(arn) ?? [];
    if (path === undefined) {
      return undefined;
    }
    for (const part of path.split(/[/:]/)) {
      const found = [part, part.replace(GENERATED_ID, '')].flatMap(
        (name) => this.named.get(`${service} ${name}`) ?? [],
      );
      const there = found.filter(({ stack }) => isIn(region, stack.region) && isIn(account, stack.account));
      if (there.length > 0) {
        return nearest(there, from);
      }
    }
    return undefined;
  }

  /** The resource of a type with a literal name or ID. */
  public ofName(name: string, type: string, from: ReviewedStack): ReviewedResource | undefined {
    const found = [name, name.replace(GENERATED_ID, '')].flatMap((each) => this.named.get(`${type} ${each}`) ?? []);
    return nearest(found, from);
  }
}

function serviceOf(name: string): string {
  return SERVICES[name] ?? name.toLowerCase();
}

/** Whether a part of an ARN can be that of a stack. Values that are known at deployment are in angle brackets. */
function isIn(part: string, of: string | undefined): boolean {
  return part === '' || of === undefined || part.includes('<') || part === of;
}

/** Of resources with the same name, the one in the same stack, stage or environment. */
function nearest(found: readonly ReviewedResource[], from: ReviewedStack): ReviewedResource | undefined {
  const stack = nearestStack(
    found.map((each) => each.stack),
    from,
  );
  return found.find((each) => each.stack === stack);
}

/** Of stacks with the same name, the one in the same stage or environment. */
export function nearestStack(found: readonly ReviewedStack[], from: ReviewedStack): ReviewedStack | undefined {
  const distance = (stack: ReviewedStack) =>
    [stack !== from, stack.stage !== from.stage, stack.account !== from.account, stack.region !== from.region].filter(
      Boolean,
    ).length;
  const best = Math.min(...found.map(distance));
  return found.find((stack) => distance(stack) === best);
}
