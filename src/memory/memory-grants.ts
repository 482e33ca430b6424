import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IResource, Stack, Token } from 'aws-cdk-lib/core';
import { keyConditions } from '../private/access';
import { MEMORY_KEY_ACTIONS, MEMORY_USES, narrow } from '../private/memory-access';

/** To what of a memory a permission is narrowed: all that is given must hold. */
export interface MemoryScope {
  /**
   * The actor whose events they are.
   *
   * @default - events of every actor; with a namespace or a strategy alone, no events
   */
  readonly actorId?: string;

  /**
   * The session that the events are of.
   *
   * @default - every session
   */
  readonly sessionId?: string;

  /**
   * The path under which the records are, as in `/tenants/acme/`: with all that is below it. It may have policy
   * variables, as in `/tenants/${aws:PrincipalTag/tenant}/`. One that is known at deployment only must not end in `/`.
   *
   * @default - records of every namespace; with an actor or a session alone, no records
   */
  readonly namespacePath?: string;

  /**
   * The strategy that the records are of, by the id that the service gave it.
   *
   * @default - every strategy
   */
  readonly strategyId?: string;
}

/** @internal */
export interface MemoryTarget {
  readonly scope: IResource;
  readonly memoryArn: string;
  readonly encryptionKey?: IKey;
}

/**
 * Permissions for those who read and write a memory beside the agents that use it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory-iam-policies.html
 */
export class MemoryGrants {
  /** @internal */
  public static _of(target: MemoryTarget): MemoryGrants {
    return new MemoryGrants(target);
  }

  private constructor(private readonly target: MemoryTarget) {}

  /**
   * To read events and records. What cannot be narrowed to the scope is not permitted.
   *
   * @throws when nothing can be narrowed to the scope
   */
  public read(grantee: IGrantable, scope: MemoryScope = {}): Grant {
    return this.grant(grantee, 'read', scope);
  }

  /**
   * To write events and records, and to read nothing. What cannot be narrowed to the scope is not permitted.
   *
   * @throws when nothing can be narrowed to the scope
   */
  public write(grantee: IGrantable, scope: MemoryScope = {}): Grant {
    return this.grant(grantee, 'write', scope);
  }

  /**
   * To write events, and neither to write records nor to read anything. Of a namespace or a strategy there are no events.
   *
   * @throws when nothing can be narrowed to the scope
   */
  public writeEvents(grantee: IGrantable, scope: MemoryScope = {}): Grant {
    return this.grant(grantee, 'writeEvents', scope);
  }

  /**
   * To read, write and delete all that is in it, to change it, and to delete it.
   */
  public admin(grantee: IGrantable): Grant {
    return this.grant(grantee, 'admin', {});
  }

  private grant(grantee: IGrantable, use: keyof typeof MEMORY_USES, scope: MemoryScope): Grant {
    const { memoryArn, encryptionKey } = this.target;
    const resourceArns = [memoryArn];
    const narrowed = narrow(MEMORY_USES[use], scope);
    this.check(use, scope, narrowed.length > 0);
    const grants = narrowed.map((part) => Grant.addToPrincipal({ grantee, resourceArns, ...part }));
    if (encryptionKey) {
      const actions = use === 'read' ? MEMORY_KEY_ACTIONS.read : MEMORY_KEY_ACTIONS.write;
      const { scope: memory } = this.target;
      const conditions = keyConditions(Stack.of(memory), 'bedrock-agentcore', memory.env.region);
      const { keyArn } = encryptionKey;
      grants.push(Grant.addToPrincipal({ grantee, actions, resourceArns: [keyArn], conditions }));
    }
    return grants.reduce((all, grant) => all.combine(grant));
  }

  private check(use: string, scope: MemoryScope, isPossible: boolean): void {
    const { node } = this.target.scope;
    const given = Object.entries(scope).filter(([, value]) => value !== undefined) as Array<[string, string]>;
    const open = given.find(
      ([, value]) => !Token.isUnresolved(value) && (value === '' || /[*?]|(?<!\$)\{/.test(value)),
    );
    if (open) {
      throw new Error(
        `${node.path}: grants.${use}: ${open[0]} must be one ${open[0] === 'namespacePath' ? 'path' : 'id'}, without *, ? and placeholders, got "${open[1]}"`,
      );
    }
    if (!isPossible) {
      throw new Error(
        `${node.path}: grants.${use} cannot be narrowed by ${given.map(([key]) => key).join(' and ')}, so that it would permit nothing: events are narrowed by actorId and sessionId, records by namespacePath, and reading them by strategyId too`,
      );
    }
  }
}
