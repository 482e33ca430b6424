import validate from 'asl-validator';
import {
  DefinitionBody,
  type IChainable,
  type QueryLanguage,
  StateMachine,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Stack } from 'aws-cdk-lib/core';
import jsonata from 'jsonata';
import { type SynthesizedStack, synthesizeStack } from './synthesize';
import { wire } from './wiring';

/** A state in the state machine definition. */
export interface State {
  readonly Resource: string;
  readonly Parameters?: Record<string, unknown>;
  readonly Arguments?: Record<string, unknown>;
  readonly ResultSelector?: Record<string, unknown>;
  readonly Output?: Record<string, unknown>;
  readonly Retry?: unknown[];
  readonly TimeoutSeconds?: number;
  readonly QueryLanguage?: string;
}

interface Definition {
  readonly States: Record<string, State>;
}

/** A state machine with the given states. */
export function stateMachineIn(stack: Stack, states: IChainable, queryLanguage?: QueryLanguage): StateMachine {
  return new StateMachine(stack, 'Flow', { definitionBody: DefinitionBody.fromChainable(states), queryLanguage });
}

/** The stacks with a state machine of one task. */
export function synthesizeWorkflow(
  taskIn: (stack: Stack) => TaskStateBase,
  queryLanguage?: QueryLanguage,
): SynthesizedStack[] {
  return synthesizeStack((stack) => stateMachineIn(stack, taskIn(stack), queryLanguage));
}

/** The definition of the only state machine, with its references resolved. Throws if the definition is invalid. */
export function definitionOf(stacks: SynthesizedStack[]): Definition {
  const definition = readDefinition(stacks);
  const { isValid, errorsText } = validate(definition);
  if (!isValid) {
    throw new Error(errorsText('\n'));
  }
  return definition;
}

/** The definition of the only state machine, without validation. */
export function readDefinition(stacks: SynthesizedStack[]): Definition {
  const [machine] = wire(stacks)
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  return JSON.parse(String(machine.Properties?.DefinitionString));
}

/** The only task of a state machine. */
export function renderTask(taskIn: (stack: Stack) => TaskStateBase, queryLanguage?: QueryLanguage): State {
  const [state] = Object.values(definitionOf(synthesizeWorkflow(taskIn, queryLanguage)).States);
  return state;
}

/** The result of a value with JSONata expressions in Step Functions, with the variables of the workflow. */
export async function evaluate(value: unknown, states: object, variables: object = {}): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => evaluate(item, states, variables)));
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(async ([name, member]) => [
      name,
      await evaluate(member, states, variables),
    ]);
    return Object.fromEntries(await Promise.all(members));
  }
  const [, source] = /^\{%([\s\S]*)%\}$/.exec(String(value)) ?? [];
  if (source === undefined) {
    return value;
  }
  const expression = jsonata(source);
  expression.registerFunction('uuid', () => '0d9b5a0e-6f35-4c4b-9a51-8f3f8c3c7b11');
  expression.registerFunction('parse', (text: string) => JSON.parse(text));
  const result = await expression.evaluate({}, { ...variables, states });
  if (result === undefined) {
    throw new Error(`${source.trim()} returned nothing, which fails a state`);
  }
  // JSONata sequences are arrays with additional properties.
  return JSON.parse(JSON.stringify(result));
}

function valueAt(path: string, input: unknown): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], input);
}

/** The result of `States.JsonToString` in Step Functions, alone or in `States.Format`. */
export function evaluateIntrinsic(text: string, input: object): string {
  const [, path] = /^States\.JsonToString\((\$[\w.]*)\)$/.exec(text) ?? [];
  if (path) {
    return JSON.stringify(valueAt(path, input));
  }
  const [, format, rest] = /^States\.Format\('((?:\\[\s\S]|[^'\\])*)', (.*)\)$/.exec(text) ?? [];
  const values = rest.split(', ').map((value) => evaluateIntrinsic(value, input));
  return format.replace(/\\([\s\S])|\{\}/g, (_, escaped?: string) => escaped ?? values.shift() ?? '');
}
