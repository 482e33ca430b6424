import { withoutSecrets } from '../../private/validation/secret-values';
import type { ReviewedResource } from '../assembly';
import type { Finding, Severity } from '../model';
import { compare } from '../phrases';

/** The result of a rule, without the resource. */
export interface Fault {
  readonly rule: string;
  readonly severity: Severity;
  readonly property?: string;
  /** The end of the sentence that begins with the property, or with the type of the resource. */
  readonly problem: string;
  readonly fix: string;
}

/** Collects the findings of all rules. */
export class Report {
  private readonly found = new Map<string, Finding>();

  public add(resource: ReviewedResource, { rule, severity, property, problem, fix }: Fault): void {
    const subject = property ?? `The ${typeInWords(resource.type)}`;
    const message = sentence(withoutSecrets(`${subject} ${problem}`));
    const { path, logicalId, stack } = resource;
    const acknowledgement = acknowledgementOf(resource, rule);
    const finding: Finding = {
      rule,
      severity,
      path,
      stack: stack.name,
      logicalId,
      property,
      message,
      fix: sentence(fix),
      ...(acknowledgement === undefined ? {} : { acknowledgement }),
    };
    this.found.set([stack.path, logicalId, rule, property, message].join('\n'), finding);
  }

  /** All findings, sorted by severity, then by path and property. */
  public findings(): Finding[] {
    return [...this.found.values()].sort(
      (one, other) =>
        ORDER[one.severity] - ORDER[other.severity] ||
        compare(one.path, other.path) ||
        compare(one.rule, other.rule) ||
        compare(one.property ?? '', other.property ?? '') ||
        compare(one.message, other.message),
    );
  }
}

/** The name of the plugin in the IDs of rules. */
export const PLUGIN = 'cdk-agentcore';

/** The reason with which the construct of a resource, or the closest construct around it, acknowledges a rule. */
function acknowledgementOf({ stack, path }: ReviewedResource, rule: string): string | undefined {
  const closest = stack.acknowledgements
    .filter(({ id, path: at }) => id === `${PLUGIN}::${rule}` && isIn(path, at.replace(L1, '')))
    .sort((one, other) => other.path.length - one.path.length)[0];
  return closest?.reason;
}

/** Whether two constructs are the same, or the first is in the second. The path of the app is empty. */
function isIn(path: string, other: string): boolean {
  return other === '' || `${path}/`.startsWith(`${other}/`);
}

/** The ID of the L1 in an L2, which paths in the review do not contain. */
const L1 = /\/Resource$/;

const ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const ACRONYMS = /^(API|OAuth2|EC2|VPC)$/;

/** The name of a resource type in a sentence, such as `gateway target`. */
export function typeInWords(type: string): string {
  const [, , name = type] = type.split('::');
  const words = name
    .replace(/^OAuth2(?=[A-Z])/, 'OAuth2 ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(' ');
  return words
    .map((word) => (ACRONYMS.test(word) ? word : word.toLowerCase()))
    .join(' ')
    .replace(/^api /, 'API ');
}

/** A path as in messages: `Tools[0].Config`, and the keys of maps that are not names in brackets. */
export function propertyPath(path: ReadonlyArray<string | number>): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') {
      return `${text}[${step}]`;
    }
    return /^[\w-]+$/.test(step) ? `${text}${text && '.'}${step}` : `${text}[${JSON.stringify(step)}]`;
  }, '');
}
