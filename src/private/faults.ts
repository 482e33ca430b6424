import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { breaches, limitOf, quote } from './limit';
import { inUserWords } from './words';

/** Collects what is wrong with one construct, to say all of it in one error at the user's line. */
export class Faults {
  private readonly found: string[] = [];
  private readonly numbers = new Set<string>();

  public constructor(private readonly scope: Construct) {}

  public add(fault: string): void {
    this.found.push(fault);
  }

  /** Holds what will be synthesized against the limits that the service publishes for the resource type. */
  public checkLimits(type: string, props: object): void {
    const found = breaches(limitOf(type), props).map(({ path, problem }) => ({
      prop: inUserWords(type, path),
      problem,
    }));
    // Of a number that is out of our bounds, those of the schema say nothing more.
    const news = found.filter(({ prop }) => !this.numbers.has(prop));
    this.found.push(...news.map(({ prop, problem }) => `${prop} ${problem}`));
  }

  /** Holds a number against a bound that the service has and its schema does not say. */
  public checkNumber(prop: string, value: number | undefined, min: number, max?: number): void {
    for (const { problem } of breaches({ min, max }, value)) {
      this.addOfNumber(prop, problem);
    }
  }

  public addOfNumber(prop: string, problem: string): void {
    this.numbers.add(prop);
    this.add(`${prop} ${problem}`);
  }

  public checkHttps(prop: string, url: string | undefined): void {
    if (url !== undefined && !Token.isUnresolved(url) && !url.startsWith('https://')) {
      this.add(`${prop} must begin with https://, got ${quote(url)}`);
    }
  }

  public throwIfAny(): void {
    if (this.found.length > 0) {
      const faults =
        this.found.length === 1 ? ` ${this.found[0]}` : this.found.map((fault) => `\n  - ${fault}`).join('');
      const error = new Error(`${this.scope.node.path}:${faults}`);
      // The first line of the stack is then the user's, which constructs what is wrong.
      Error.captureStackTrace(error, this.scope.constructor);
      // Only constructors throw it. Who catches it and tries again must find nothing of the first try in the tree.
      this.scope.node.scope?.node.tryRemoveChild(this.scope.node.id);
      throw error;
    }
  }
}
