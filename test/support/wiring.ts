/**
 * Resolves templates as CloudFormation does: each Ref and attribute becomes a value in the format of the service.
 * A reference without a value here is an error, because the value of a new resource type must be looked up.
 */
import { createHash } from 'node:crypto';
import type { Resource } from '../../scripts/assembly';
import { IDENTITIES, type Identity, type Subject } from './identities';
import type { SynthesizedStack, TemplateJson } from './synthesize';

/** The services whose references are resolved. Other resources do not belong to this library. */
export const FOLLOWED = /^AWS::(BedrockAgentCore|Events|IAM|S3Files|Scheduler|StepFunctions)::/;

/**
 * The stacks of one app, deployed: their AgentCore and IAM resources with all values known.
 *
 * @param deployment An identifier of this creation of the stacks. Each creation has different IDs.
 */
export function wire(stacks: SynthesizedStack[], deployment = 'first'): SynthesizedStack[] {
  const wirings = deploy(stacks, deployment);
  return stacks.map((stack, index) => ({ ...stack, template: wirings[index].wired() }));
}

/** The value that a stack of an app exports under a name. */
export function exportOf(stacks: SynthesizedStack[], name: string): unknown {
  return importFrom(deploy(stacks, 'first'), name);
}

function deploy(stacks: SynthesizedStack[], deployment: string): Wiring[] {
  const wirings: Wiring[] = stacks.map((stack) => new Wiring(stack, deployment, (name) => importFrom(wirings, name)));
  return wirings;
}

function importFrom(wirings: Wiring[], name: string): unknown {
  const found = wirings.map((wiring) => wiring.exported(name)).find((value) => value !== undefined);
  return found ?? fail(`no stack of the app exports ${name}`);
}

function fail(message: string): never {
  throw new Error(message);
}

class Wiring {
  private readonly identities = new Map<string, Identity>();

  public constructor(
    private readonly of: SynthesizedStack,
    private readonly deployment: string,
    private readonly imported: (name: string) => unknown,
  ) {}

  public wired(): TemplateJson {
    const followed = Object.entries(this.of.template.Resources).filter(([, { Type }]) => FOLLOWED.test(Type));
    return { Resources: Object.fromEntries(followed.map(([id, resource]) => [id, this.value(resource) as Resource])) };
  }

  public exported(name: string): unknown {
    const outputs = Object.values(this.of.template.Outputs ?? {});
    const output = outputs.find(({ Export }) => Export && this.value(Export.Name) === name);
    return output && this.value(output.Value);
  }

  private value(raw: unknown): unknown {
    if (Array.isArray(raw)) {
      return raw.map((item) => this.value(item)).filter((item) => item !== undefined);
    }
    if (typeof raw !== 'object' || raw === null) {
      return raw;
    }
    const entries = Object.entries(raw);
    const [[key, argument] = ['']] = entries;
    if (entries.length === 1 && (key === 'Ref' || key.startsWith('Fn::'))) {
      return this.intrinsic(key, argument);
    }
    const values = entries.map(([name, member]) => [name, this.value(member)]);
    return Object.fromEntries(values.filter(([, member]) => member !== undefined));
  }

  private intrinsic(name: string, raw: unknown): unknown {
    if (name === 'Ref') {
      return this.ref(String(raw));
    }
    if (name === 'Fn::Sub') {
      const [text, variables = {}] = Array.isArray(raw) ? raw : [raw];
      return this.sub(String(text), variables as Record<string, unknown>);
    }
    const argument = this.value(raw);
    const list = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Fn::GetAtt': {
        const [id, ...path] = Array.isArray(raw) ? raw : String(raw).split('.');
        return this.attribute(String(id), path.join('.'));
      }
      case 'Fn::Join':
        return list[1].map(text).join(list[0]);
      case 'Fn::Split':
        return text(list[1]).split(list[0]);
      case 'Fn::Select':
        return list[1][Number(list[0])] ?? fail(`nothing at ${list[0]} of ${JSON.stringify(list[1])}`);
      case 'Fn::ImportValue':
        return this.imported(text(argument));
      default:
        return fail(`${name} has no value here`);
    }
  }

  private ref(id: string): unknown {
    const { stack, account, region, template } = this.of;
    const pseudo: Record<string, unknown> = {
      'AWS::AccountId': account,
      'AWS::NoValue': undefined,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/${this.uuid()}`,
      'AWS::StackName': stack,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (id in pseudo) {
      return pseudo[id];
    }
    const parameter = template.Parameters?.[id];
    return parameter ? (parameter.Default ?? fail(`the parameter ${id} has no default`)) : this.attribute(id, 'Ref');
  }

  /** A new stack has a new UUID. */
  private uuid(): string {
    const digest = createHash('sha256').update(`${this.of.stack}/${this.deployment}`).digest('hex');
    return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
  }

  private attribute(id: string, attribute: string): string {
    const resource = this.of.template.Resources[id] ?? fail(`${this.of.stack} has no resource ${id}`);
    const identify = IDENTITIES[resource.Type] ?? fail(`${id}: what a ${resource.Type} is called is not known here`);
    const identity = this.identities.get(id) ?? identify(this.subject(id, resource));
    this.identities.set(id, identity);
    return identity[attribute] ?? fail(`${id}: a ${resource.Type} has no ${attribute}`);
  }

  private subject(logicalId: string, { Properties = {} }: Resource): Subject {
    const { stack, account, region } = this.of;
    // A new path replaces a role, which changes its ID.
    const path = Properties.Path === undefined ? '' : text(this.value(Properties.Path));
    const digest = createHash('sha512').update(`${stack}/${logicalId}/${this.deployment}/${path}`).digest();
    return {
      account,
      region,
      name: (property) => {
        const given = Properties[property] === undefined ? undefined : this.value(Properties[property]);
        return given === undefined ? `${stack}-${logicalId}-${digest.toString('hex', 0, 6)}` : text(given);
      },
      has: (...path) =>
        path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], Properties) !==
        undefined,
      id: (length, alphabet) =>
        Array.from({ length }, (_, index) => alphabet[digest[index] % alphabet.length]).join(''),
      arn: (service, resource, where = `${region}:${account}`) => `arn:aws:${service}:${where}:${resource}`,
    };
  }

  private sub(template: string, variables: Record<string, unknown>): string {
    return template.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      if (name in variables) {
        return text(this.value(variables[name]));
      }
      const [id, ...path] = name.split('.');
      return text(path.length > 0 ? this.attribute(id, path.join('.')) : this.ref(id));
    });
  }
}

/** The text of a value. Throws if the value is not a string or a number. */
function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : fail(`no text: ${JSON.stringify(value)}`);
}
