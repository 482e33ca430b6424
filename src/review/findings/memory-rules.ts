import { duplicatesOf } from '../../private/validation/duplicates';
import { quote } from '../../private/validation/limit';
import type { ReviewedResource } from '../assembly';
import { isAbsent, isKnownAtDeployment } from '../intrinsics';
import { entriesOf, isIntrinsic, isJson, jsonOf } from '../parts';
import type { References } from '../references';
import type { Report } from './report';

const MOST_STRATEGIES = 6;
/** The namespace variables that AgentCore resolves without an entry in `NamespaceKeys`. */
const VARIABLES = ['memoryStrategyId', 'actorId', 'sessionId'];

/** Checks the strategies of memories. */
export function checkMemories(references: References, report: Report): void {
  for (const memory of references.ofType('AWS::BedrockAgentCore::Memory')) {
    const strategies = entriesOf(memory.properties.MemoryStrategies).flatMap((entry) =>
      isJson(entry) && !isIntrinsic(entry) ? Object.entries(entry).slice(0, 1) : [],
    );
    checkCount(memory, strategies, report);
    for (const [index, [kind, value]] of strategies.entries()) {
      checkNamespaces(memory, `MemoryStrategies[${index}].${kind}`, jsonOf(value), report);
      checkRole(memory, `MemoryStrategies[${index}].${kind}`, jsonOf(value), report);
    }
  }
}

type Strategies = ReadonlyArray<readonly [kind: string, value: unknown]>;

function checkCount(memory: ReviewedResource, strategies: Strategies, report: Report): void {
  const add = (problem: string, fix: string) =>
    report.add(memory, { rule: 'memory-strategies', severity: 'error', property: 'MemoryStrategies', problem, fix });
  if (strategies.length > MOST_STRATEGIES) {
    add(`must have at most ${MOST_STRATEGIES} entries, got ${strategies.length} entries`, 'Remove strategies');
  }
  const names = strategies.map(([, value]) => jsonOf(value).Name).filter((name) => typeof name === 'string');
  for (const name of duplicatesOf(names.filter((one) => !isKnownAtDeployment(one)))) {
    add(`must have unique names, got ${quote(name)} more than once`, 'Use a different Name for each');
  }
  for (const kind of duplicatesOf(strategies.map(([one]) => one).filter((one) => one !== 'CustomMemoryStrategy'))) {
    add(`must have at most one ${kind}, got more than one`, 'Remove one, or use a CustomMemoryStrategy');
  }
}

function checkNamespaces(
  memory: ReviewedResource,
  at: string,
  strategy: Readonly<Record<string, unknown>>,
  report: Report,
) {
  const known = [
    ...VARIABLES,
    ...entriesOf(memory.properties.NamespaceKeys).map((key) => String(jsonOf(key).Key ?? key)),
  ];
  if (!isAbsent(strategy.Namespaces) && !isAbsent(strategy.NamespaceTemplates)) {
    report.add(memory, {
      rule: 'memory-namespaces',
      severity: 'error',
      property: `${at}.Namespaces`,
      problem: 'must not be set together with NamespaceTemplates, of which it is the older name',
      fix: 'Remove Namespaces',
    });
  }
  for (const property of ['Namespaces', 'NamespaceTemplates']) {
    for (const template of entriesOf(strategy[property]).filter((one) => typeof one === 'string')) {
      const variables = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const name of variables.filter((variable) => !known.includes(variable))) {
        report.add(memory, {
          rule: 'memory-namespaces',
          severity: 'error',
          property: `${at}.${property}`,
          problem: `must not contain unknown variables, got {${name}} in ${quote(template)}`,
          fix: `Use ${known.map((key) => `{${key}}`).join(', ')}, or add the variable to NamespaceKeys`,
        });
      }
    }
  }
}

/** AgentCore assumes the role of the memory for steps with a model of the user, and to deliver to a topic. */
function checkRole(memory: ReviewedResource, at: string, strategy: Readonly<Record<string, unknown>>, report: Report) {
  const isCustom = at.endsWith('.CustomMemoryStrategy') && !isAbsent(strategy.Configuration);
  if (isCustom && isAbsent(memory.properties.MemoryExecutionRoleArn)) {
    report.add(memory, {
      rule: 'memory-execution-role',
      severity: 'error',
      property: 'MemoryExecutionRoleArn',
      problem: `is required for ${at}.Configuration, and is not set`,
      fix: 'Set the ARN of a role that bedrock-agentcore.amazonaws.com can assume, and that can invoke the model',
    });
  }
}
