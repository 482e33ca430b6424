import { nearest } from '../../private/nearest';
import { breaches, mayBeNewer, problemsOfCollection } from '../../private/validation/limit';
import { isSecretName } from '../../private/validation/secret-values';
import { hasConditionalMembers, isAbsent, isKnownAtDeployment } from '../intrinsics';
import type { Severity } from '../model';
import type { SchemaNode } from './schema';

/** A part of a template that does not match the schema of its resource type. */
export interface Mismatch {
  readonly rule: string;
  readonly severity: Severity;
  /** Properties, keys of maps, and indexes of lists. */
  readonly path: ReadonlyArray<string | number>;
  readonly message: string;
  readonly fix: string;
}

type Path = Array<string | number>;

type Members = Readonly<Record<string, unknown>>;

const KINDS: Record<string, string> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Checks the properties of a resource. Values that are known at deployment only are not checked. */
export function mismatches(schema: SchemaNode, properties: Members): Mismatch[] {
  const check = new SchemaCheck();
  check.visit(schema, properties, []);
  return check.found;
}

class SchemaCheck {
  public readonly found: Mismatch[] = [];

  public visit(schema: SchemaNode, value: unknown, path: Path): void {
    if (isAbsent(value) || isKnownAtDeployment(value)) {
      return;
    }
    if (value === null) {
      this.add('schema-type', path, 'must not be null, which CloudFormation does not accept', 'Remove the property.');
    } else if (!hasType(schema, value)) {
      const wanted = KINDS[schema.type ?? 'object'];
      this.add('schema-type', path, `must be ${wanted}, got ${kindOf(value)}`, `Set ${wanted}.`);
    } else if (Array.isArray(value)) {
      this.checkSize(schema, value, path);
      for (const [index, item] of value.entries()) {
        this.visitMember(schema.items, item, index, path);
      }
    } else if (typeof value === 'object') {
      this.visitObject(schema, value as Members, path);
    } else {
      this.checkScalar(schema, value, path);
    }
  }

  private visitObject(schema: SchemaNode, value: Members, path: Path): void {
    const { properties, entries } = schema;
    this.checkSize(schema, value, path);
    if (properties && !hasConditionalMembers(value)) {
      this.checkRequired(schema, value, path);
      this.checkAlternatives(schema, value, path);
    }
    for (const [name, member] of Object.entries(value)) {
      const known = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (known === undefined && properties && !entries) {
        this.addUnknown(Object.keys(properties), [...path, name]);
      } else {
        this.visitMember(known ?? entries?.value, member, name, path);
      }
    }
  }

  /** All calls share the path, of which mismatches get a copy. Values without a schema are not checked. */
  private visitMember(schema: SchemaNode | undefined, value: unknown, step: string | number, path: Path): void {
    if (schema) {
      path.push(step);
      this.visit(schema, value, path);
      path.pop();
    }
  }

  private checkRequired({ required = [] }: SchemaNode, value: Members, path: Path): void {
    for (const name of required.filter((one) => isAbsent(value[one]))) {
      this.add('schema-required', [...path, name], 'is required, and is not set', `Set ${name}.`);
    }
  }

  private checkAlternatives({ oneOf, union, properties = {} }: SchemaNode, value: Members, path: Path): void {
    const groups = oneOf ?? (union ? Object.keys(properties).map((name) => [name]) : undefined);
    if (groups === undefined) {
      return;
    }
    const isSet = (names: string[]) => names.every((name) => !isAbsent(value[name]));
    const complete = groups.filter(isSet);
    // An intrinsic function can remove its property.
    const isOpen = groups.flat().some((name) => isKnownAtDeployment(value[name]));
    if (complete.length !== 1 && !(isOpen && complete.length > 1)) {
      const choices = groups.map((names) => names.join(' and ')).join(', ');
      const got = complete.length === 0 ? 'none' : complete.flat().join(' and ');
      const problem =
        groups.length === 1 ? `must have ${choices}, got none` : `must have exactly one of ${choices}, got ${got}`;
      this.add('schema-union', path, problem, complete.length === 0 ? 'Set one of them.' : 'Remove all but one.');
    }
  }

  private checkSize(schema: SchemaNode, value: object, path: Path): void {
    if (!hasConditionalMembers(value)) {
      const unit = Array.isArray(value) ? 'entries' : 'properties';
      for (const problem of problemsOfCollection(schema, value)) {
        this.add('schema-limit', path, problem, `Change the ${unit}.`);
      }
    }
  }

  private checkScalar(schema: SchemaNode, value: unknown, path: Path): void {
    for (const { problem, choices } of breaches(schema, coerced(schema, value))) {
      const names = path.map((step) => (typeof step === 'string' ? step[0].toLowerCase() + step.slice(1) : step));
      const shown = path.some((step) => typeof step === 'string' && isSecretName(step)) ? hidden(problem) : problem;
      if (choices) {
        const severity = mayBeNewer(names) ? 'warning' : 'error';
        this.add('schema-value', path, shown, 'Use a listed value.', severity);
      } else {
        this.add('schema-limit', path, shown, 'Change the value.');
      }
    }
  }

  /** A property that is not a typing error can be one that a newer version of aws-cdk-lib has. */
  private addUnknown(known: string[], path: Path): void {
    const name = String(path[path.length - 1]);
    const meant = known.find((one) => one.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
    const fix = meant
      ? `Use ${meant}.`
      : 'Remove the property, or upgrade cdk-agentcore if AWS added the property recently.';
    const problem = 'is not a property in the CloudFormation schema';
    this.add('schema-unknown-property', path, problem, fix, meant ? 'error' : 'warning');
  }

  private add(rule: string, path: Path, message: string, fix: string, severity: Severity = 'error'): void {
    this.found.push({ rule, severity, path: [...path], message, fix });
  }
}

/** Whether a value has the type of the schema, or is text that CloudFormation converts to the type. */
function hasType({ type }: SchemaNode, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value !== 'object';
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
      );
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return true;
  }
}

function kindOf(value: unknown): string {
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return kind === 'boolean' ? 'a boolean' : KINDS[kind];
}

/** A value as CloudFormation passes it to the service. */
function coerced({ type }: SchemaNode, value: unknown): unknown {
  if (type === 'string') {
    return String(value);
  }
  return type === 'integer' || type === 'number' ? Number(value) : value;
}

/** A problem without the value, which may be a secret. */
function hidden(problem: string): string {
  return problem.replace(/, got [\s\S]*$/, ', got a value that is not shown');
}
