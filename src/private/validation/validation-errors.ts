import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type Breach, breaches, limitOf, mayBeNewer, quote } from './limit';
import { type PropertyNames, propertyNameOf } from './property-names';
import { reviewTexts, withoutSecrets } from './secret-values';
import { isUnknown } from './unknown';

/** A message with more characters than this repeats its input. */
const LONGEST = 2_000;
const DISCOVERY = '/.well-known/openid-configuration';

/** Collects the problems of one construct, and throws one error that points at the line of the user. */
export class ValidationErrors {
  private readonly found = new Set<string>();
  /** Properties of which the limits have nothing to add: they have a line already, or the user did not set them. */
  private readonly settled = new Set<string>();
  private readonly values = new Set<unknown>();
  /** The lines that the limits of the schema added. */
  private readonly ofLimits = new Map<string, { readonly prop: string; readonly value: unknown }>();

  public constructor(public readonly scope: Construct) {}

  public add(message: string): void {
    const shown = withoutSecrets(message);
    this.found.add(shown.length > LONGEST ? `${shown.slice(0, LONGEST / 2)}…${shown.slice(-LONGEST / 2)}` : shown);
  }

  /**
   * Validates the resource against the limits that AWS publishes for the resource type.
   *
   * @param names The property names of users that differ from those of the service
   */
  public checkLimits(type: string, props: object, names?: PropertyNames): void {
    reviewTexts(this.scope, props, (path) => propertyNameOf(type, path, props, names));
    for (const { path, problem, choices } of breaches(limitOf(type), props)) {
      const prop = propertyNameOf(type, path, props, names);
      const value = valueAt(props, path);
      if (this.settled.has(prop) || this.values.has(value)) {
        continue;
      }
      if (choices && mayBeNewer(path)) {
        this.warnOfValue(prop, value as string, choices);
      } else {
        this.add(`${prop} ${problem}`);
        this.ofLimits.set(`${prop} ${problem}`, { prop, value });
      }
    }
  }

  private warnOfValue(prop: string, value: string, choices: string[]): void {
    Annotations.of(this.scope).addWarningV2(
      'cdk-agentcore:unlistedValue',
      `${prop} is ${quote(value)}, which the CloudFormation schema in this version of aws-cdk-lib does not list: ${choices.join(', ')}. The deployment fails if AgentCore does not support the value. Use a listed value, or acknowledge the warning.`,
    );
  }

  /** Validates a number against a bound that the schema does not include. */
  public checkNumber(prop: string, value: number | undefined, min: number, max?: number, unit?: string): void {
    for (const { problem } of breaches({ min, max, unit, type: 'number' }, value)) {
      this.addOf(prop, problem);
    }
  }

  /** Validates a number that is an integer in the API, but not in the schema. */
  public checkInteger(prop: string, value: number | undefined, min: number, max: number, unit?: string): void {
    for (const { problem } of breaches({ type: 'integer', min, max, unit }, value)) {
      this.addOf(prop, problem);
    }
  }

  /** Adds the only line about a property: further problems of the same value would repeat it. */
  public addOf(prop: string, problem: string): void {
    if (!this.settled.has(prop)) {
      this.settle(prop);
      this.add(`${prop} ${problem}`);
    }
  }

  /**
   * Leaves a property out of the check of limits: the user did not set it, and the value that it follows is checked.
   */
  public settle(prop: string): void {
    this.settled.add(prop);
  }

  /** Adds a validation error about a value, about which the limits of the schema then add nothing. */
  public addOfValue(prop: string, value: unknown, problem: string): void {
    this.values.add(value);
    this.add(`${prop} ${problem}`);
  }

  public checkHttps(prop: string, url: string | undefined): void {
    if (url !== undefined && !isUnknown(url) && !/^https:\/\//i.test(url)) {
      this.add(`${prop} must start with https://, got ${quote(url)}`);
    }
    this.checkUrl(prop, url);
  }

  /** Checks the URL of an OpenID Connect discovery document. The schema knows only how the URL ends. */
  public checkDiscoveryUrl(prop: string, url: string | undefined): void {
    const isWrong = url !== undefined && !isUnknown(url) && !/^https:\/\//i.test(url);
    if (isWrong && !(url.includes('://') && url.endsWith(DISCOVERY))) {
      this.addOf(prop, `must start with https:// and end with ${DISCOVERY}, got ${quote(url)}`);
    } else {
      this.checkHttps(prop, url);
    }
  }

  /** Rejects what the patterns of the schemas let through: a URL without a host, or with white space. */
  public checkUrl(prop: string, url: string | undefined): void {
    const isUrl = url !== undefined && !isUnknown(url) && /^https?:\/\//i.test(url);
    if (isUrl && !/^https?:\/\/[^\s/?#]+\S*$/i.test(url)) {
      this.addOf(prop, `must have a host name and no white space, got ${quote(url)}. Write a space in a path as %20`);
    }
  }

  /** Throws the errors of a constructor. */
  public throwIfAny(): void {
    const lines = this.lines();
    if (lines.length > 0) {
      // Code that catches the error can define the construct again.
      this.scope.node.scope?.node.tryRemoveChild(this.scope.node.id);
      throw faultsError(this.scope.node.path, lines, this.scope.constructor);
    }
  }

  /** Throws the errors of a method, which leaves its construct as it is. */
  public throwIfAnyOf(method: CallableFunction): void {
    const lines = this.lines();
    if (lines.length > 0) {
      throw faultsError(this.scope.node.path, lines, method);
    }
  }

  /** All lines, without those of the limits about a value that another line rejects, in words that explain more. */
  private lines(): string[] {
    const lines = [...this.found];
    const others = lines.filter((line) => !this.ofLimits.has(line));
    return lines.filter((line) => {
      const { prop, value } = this.ofLimits.get(line) ?? {};
      return typeof value !== 'string' || !others.some((other) => isAbout(other, prop ?? '', value));
    });
  }
}

/** Whether a line rejects a value of a property, or of the property that contains it. */
function isAbout(line: string, prop: string, value: string): boolean {
  const [subject] = line.split(/[\s:]/);
  const isSubject = prop === subject || (prop.startsWith(subject) && /[.[]/.test(prop[subject.length]));
  return isSubject && line.includes(`got ${quote(value)}`);
}

function valueAt(props: unknown, path: Breach['path']): unknown {
  return path.reduce<unknown>((value, step) => {
    const name = typeof step === 'object' ? step.key : step;
    return (value as Record<string | number, unknown> | undefined)?.[name];
  }, props);
}

/**
 * Returns one error that lists all problems.
 *
 * @param called The function that the user calls, so the first line of the stack is the line of the user
 */
export function faultsError(where: string, errors: string[], called: CallableFunction | NewableFunction): Error {
  const sentences = errors.map((message) => (/[.!?]$|\n/.test(message) ? message : `${message}.`));
  const list = sentences.length === 1 ? ` ${sentences[0]}` : sentences.map((sentence) => `\n  - ${sentence}`).join('');
  const error = new Error(shortened(`${where}:${list}`));
  Error.captureStackTrace(error, called);
  return error;
}

/** A message without words that are longer than most paths and ARNs: they repeat the input. */
export function shortened(message: string): string {
  return message.replace(/[^\s"]{400,}/g, (word) => `${word.slice(0, 200)}…${word.slice(-100)}`);
}
