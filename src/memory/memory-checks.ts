import { Annotations, type ResourceEnvironment, Token } from 'aws-cdk-lib/core';
import type { RoleBinding } from '../private/binding';
import type { Faults } from '../private/faults';
import { breaches, quote } from '../private/limit';
import type { MemoryStrategy } from './memory-strategy';

const MOST_STRATEGIES = 6;
/** What the API takes, and CloudFormation hands on. */
const LONGEST_NAMESPACE = 512;
const LONGEST_DESCRIPTION = 4_096;
/** What the service puts into namespaces by itself. */
const PLACEHOLDERS = ['memoryStrategyId', 'actorId', 'sessionId'];

/** What only shows between the strategies of a memory, and what no schema says of their namespaces. */
export function checkStrategies(faults: Faults, strategies: MemoryStrategy[], namespaceKeys: string[]): void {
  if (strategies.length > MOST_STRATEGIES) {
    faults.add(`strategies must have at most ${MOST_STRATEGIES} entries, got ${strategies.length}`);
  }
  for (const name of twice(strategies.map(({ _name }) => _name))) {
    faults.add(`strategies must have names of their own, got "${name}" more than once: give them strategyName`);
  }
  for (const kind of twice(strategies.flatMap(({ _builtIn }) => (_builtIn ? [_builtIn] : [])))) {
    faults.add(
      `strategies must have one of each of the service's own kinds, got ${kind} more than once: give the others an extraction or a consolidation of their own`,
    );
  }
  for (const { _name, _namespaces } of strategies) {
    for (const namespace of _namespaces.filter((path) => !Token.isUnresolved(path))) {
      checkNamespace(faults, _name, namespace, [...PLACEHOLDERS, ...namespaceKeys]);
    }
  }
}

function checkNamespace(faults: Faults, strategy: string, namespace: string, known: string[]): void {
  checkLength(faults, `strategies: the namespace of "${strategy}"`, namespace, LONGEST_NAMESPACE);
  const placeholders = [...namespace.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  for (const name of placeholders.filter((placeholder) => !known.includes(placeholder))) {
    faults.add(
      `strategies: the namespace ${quote(namespace)} of "${strategy}" has the placeholder {${name}}: there are ${known.map((key) => `{${key}}`).join(', ')}. More are those of namespaceKeys`,
    );
  }
}

export function checkDescription(faults: Faults, what: string, description?: string): void {
  checkLength(faults, what, description, LONGEST_DESCRIPTION);
}

function checkLength(faults: Faults, what: string, text: string | undefined, max: number): void {
  for (const { problem } of breaches({ type: 'string', min: 1, max }, text)) {
    faults.add(`${what} ${problem}`);
  }
}

/** What is of another account must let the memory's role by its own policy, which is not to be had from here. */
export function reviewAccount(binding: RoleBinding, what: string, env: ResourceEnvironment, actions: string[]): void {
  if (binding.isOfOtherAccount(env)) {
    Annotations.of(binding.scope).addWarningV2(
      'cdk-agentcore:memoryWritesToOtherAccount',
      `${what} is of the account ${env.account}, which must let the memory's role write there: ${actions.join(' and ')} in its own policy, and what encrypts it in that of its key`,
    );
  }
}

function twice(texts: string[]): Set<string> {
  return new Set(texts.filter((text, index) => !Token.isUnresolved(text) && texts.indexOf(text) !== index));
}
