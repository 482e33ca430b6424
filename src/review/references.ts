import { isSecretName, withoutSecrets } from '../private/validation/secret-values';
import type { ReviewedAssembly, ReviewedResource, ReviewedStack } from './assembly';
import { Evaluation } from './evaluation';
import { isIntrinsic, isJson, isNoValue, type Part, partsOf, resourcesOfParts, textOfParts } from './parts';
import { PhysicalNames } from './physical-names';

/** Text in place of a value that looks like a secret. */
const MASK = '…';
/** The maps with names that users choose, whose values can be secrets. */
const NAMED_VALUES = /^(environmentvariables|variables|headers|httpheaders|headerparameters)$/i;
const RESOLVED_SECRET = /^\{\{resolve:(secretsmanager|ssm-secure):[^{}]*\}\}$/;

/** The references in the templates of an app: the resources that values mean, and the values as text. */
export class References {
  /** The resources of all stacks. */
  public readonly resources: readonly ReviewedResource[];
  private readonly evaluation: Evaluation;
  private readonly byType = new Map<string, ReviewedResource[]>();
  private names?: PhysicalNames;
  /** Statements and properties of shared resources are read once for each agent that uses them. */
  private readonly parts = new WeakMap<object, readonly Part[]>();
  private readonly masked = new Map<string, string>();
  private readonly literals = new Map<string, ReviewedResource | undefined>();

  public constructor(public readonly assembly: ReviewedAssembly) {
    this.resources = assembly.stacks.flatMap(({ resources }) => resources);
    this.evaluation = new Evaluation(assembly);
    for (const resource of this.resources) {
      const known = this.byType.get(resource.type);
      if (known) {
        known.push(resource);
      } else {
        this.byType.set(resource.type, [resource]);
      }
    }
  }

  /** The resources of the types, in the order of the templates. */
  public ofType(...types: string[]): ReviewedResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  public resource(logicalId: string, stack: ReviewedStack): ReviewedResource | undefined {
    return this.evaluation.resource(logicalId, stack);
  }

  /**
   * The resource that a value means, such as an ARN, an ID, a URL or a name. If the value contains several resources,
   * the first one: the agent in the ARN of an endpoint.
   *
   * @param type The only type that counts. With a type, the value can also be a literal name.
   */
  public resourceOf(value: unknown, from: ReviewedStack, type?: string): ReviewedResource | undefined {
    const parts = this.partsOf(value, from);
    const resources = resourcesOfParts(parts);
    if (resources.length > 0) {
      return resources.find((resource) => type === undefined || resource.type === type);
    }
    const text = textOfParts(parts);
    if (text.startsWith('arn:')) {
      const found = this.ofArn(text, from);
      return type === undefined || found?.type === type ? found : undefined;
    }
    return type === undefined || text === '' ? undefined : this.physicalNames().ofName(text, type, from);
  }

  /** All resources that a value refers to, at any depth. */
  public resourcesIn(value: unknown, from: ReviewedStack): ReviewedResource[] {
    const found = new Set<ReviewedResource>();
    const visit = (each: unknown): void => {
      // Of the literal texts, only ARNs mean a resource.
      if (typeof each === 'string' ? each.startsWith('arn:') : isIntrinsic(each)) {
        const resources = resourcesOfParts(this.partsOf(each, from));
        for (const resource of resources.length > 0 ? resources : [this.resourceOf(each, from) ?? []].flat()) {
          found.add(resource);
        }
      } else if (typeof each === 'object' && each !== null) {
        Object.values(each).forEach(visit);
      }
    };
    visit(value);
    return [...found];
  }

  /** A value as text, with values that are known at deployment in angle brackets, and without secret-looking values. */
  public textOf(value: unknown, from: ReviewedStack): string {
    return isJson(value) && !isIntrinsic(value)
      ? JSON.stringify(this.valueOf(value, from))
      : this.mask(textOfParts(this.partsOf(value, from)));
  }

  /** A value with text in place of intrinsic functions and of secret-looking values. */
  public valueOf(value: unknown, from: ReviewedStack): unknown {
    if (Array.isArray(value)) {
      return value.filter((each) => !isNoValue(each)).map((each) => this.valueOf(each, from));
    }
    if (typeof value === 'string') {
      return this.mask(value);
    }
    if (!isJson(value)) {
      return value;
    }
    if (isIntrinsic(value)) {
      return this.evaluated(value, from);
    }
    const members = Object.entries(value).filter(([, member]) => !isNoValue(member));
    return Object.fromEntries(
      members.map(([key, member]) => [
        key,
        NAMED_VALUES.test(key) ? this.namedValuesOf(member, from) : this.valueOf(member, from),
      ]),
    );
  }

  /** Environment variables, headers and other values by names that users choose, without secret-looking values. */
  public namedValuesOf(value: unknown, from: ReviewedStack): unknown {
    if (!isJson(value) || isIntrinsic(value)) {
      return this.valueOf(value, from);
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const shown = this.valueOf(each, from);
        return [name, isSecretName(name) && !this.isTakenAtDeployment(each, from) ? MASK : shown];
      }),
    );
  }

  /** The literal text and the values that are known at deployment, of which a value consists. */
  public partsOf(value: unknown, from: ReviewedStack): readonly Part[] {
    if (typeof value !== 'object' || value === null) {
      return partsOf(this.evaluation.evaluate(value, from));
    }
    const known = this.parts.get(value) ?? partsOf(this.evaluation.evaluate(value, from));
    this.parts.set(value, known);
    return known;
  }

  private ofArn(arn: string, from: ReviewedStack): ReviewedResource | undefined {
    const key = `${from.path} ${arn}`;
    if (!this.literals.has(key)) {
      this.literals.set(key, this.physicalNames().ofArn(arn, from));
    }
    return this.literals.get(key);
  }

  private mask(text: string): string {
    const known = this.masked.get(text) ?? withoutSecrets(text);
    this.masked.set(text, known);
    return known;
  }

  private evaluated(value: unknown, from: ReviewedStack): string | string[] {
    const evaluated = this.evaluation.evaluate(value, from);
    return 'list' in evaluated
      ? evaluated.list.map((parts) => this.mask(textOfParts(parts)))
      : this.mask(textOfParts(evaluated.parts));
  }

  /** Whether the template does not contain the value. */
  private isTakenAtDeployment(value: unknown, from: ReviewedStack): boolean {
    return this.partsOf(value, from).every((part) => typeof part === 'object' || RESOLVED_SECRET.test(part));
  }

  private physicalNames(): PhysicalNames {
    this.names ??= new PhysicalNames(this.resources);
    return this.names;
  }
}
