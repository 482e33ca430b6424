/**
 * Runs a state machine in JSONata: the states Pass, Task, Choice, Succeed and Fail, with variables, retries without
 * waiting, catchers and task tokens. No package runs JSONata states (aws-local-stepfunctions 3 supports JSONPath only).
 */
import { evaluate } from './workflow';

type Json = Record<string, unknown>;

interface State {
  readonly Type: 'Pass' | 'Task' | 'Choice' | 'Succeed' | 'Fail';
  readonly Next?: string;
  readonly End?: boolean;
  readonly QueryLanguage?: 'JSONata' | 'JSONPath';
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Assign?: Json;
  readonly Output?: unknown;
  readonly Choices?: Array<{ readonly Condition: string; readonly Next: string; readonly Assign?: Json }>;
  readonly Default?: string;
  readonly Retry?: Array<{ readonly ErrorEquals: string[]; readonly MaxAttempts?: number }>;
  readonly Catch?: Array<{ readonly ErrorEquals: string[]; readonly Next: string }>;
  readonly Error?: string;
  readonly Cause?: string;
}

export interface StateMachineDefinition {
  readonly QueryLanguage?: string;
  readonly StartAt: string;
  readonly States: Record<string, State>;
}

/** An error with a name that retriers and catchers match. */
export class StateError extends Error {
  public constructor(
    public readonly error: string,
    public readonly cause: string,
  ) {
    super(`${error}: ${cause}`);
    this.name = error;
  }
}

/** A service integration. Its result is that of the state, unless the state waits for a task token. */
export type Integration = (args: Json) => unknown;

export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The names of the states, in the order in which they ran. */
  readonly path: string[];
}

interface Context {
  readonly Execution: { readonly Name: string };
  readonly Task?: { readonly Token: string };
}

const WAIT = '.waitForTaskToken';

/** The states of a definition, with the integrations by the end of their ARN, such as `lambda:invoke`. */
export class StateMachineRun {
  private readonly waiting = new Map<string, { settle: (output: unknown) => void; fail: (error: Error) => void }>();
  private tokens = 0;

  public constructor(
    private readonly definition: StateMachineDefinition,
    private readonly integrations: Record<string, Integration>,
  ) {}

  /** Runs the state machine. */
  public async run(input: unknown): Promise<Execution> {
    const path: string[] = [];
    const variables: Json = {};
    let name: string | undefined = this.definition.StartAt;
    let data = input;
    try {
      while (name !== undefined) {
        path.push(name);
        const state: State = this.definition.States[name];
        [data, name] = await this.step(state, data, variables);
      }
      return { status: 'SUCCEEDED', output: data, path };
    } catch (error) {
      if (error instanceof StateError) {
        return { status: 'FAILED', error: error.error, cause: error.cause, path };
      }
      throw error;
    }
  }

  /** Does what `SendTaskSuccess` does. A token is accepted once. */
  public sendTaskSuccess(token: string, output: string): void {
    const task = this.waiting.get(token);
    if (!task) {
      throw Object.assign(new Error('Provided task does not exist anymore'), { name: 'TaskTimedOut' });
    }
    this.waiting.delete(token);
    task.settle(JSON.parse(output));
  }

  /** Does what Step Functions does when the timeouts of all waiting states end. */
  public timeOut(): void {
    for (const [token, { fail }] of this.waiting) {
      this.waiting.delete(token);
      fail(new StateError('States.Timeout', ''));
    }
  }

  /** The output and the next state: `undefined` at the end. Assigns variables. */
  private async step(state: State, input: unknown, variables: Json): Promise<[output: unknown, next?: string]> {
    if ((state.QueryLanguage ?? this.definition.QueryLanguage) !== 'JSONata') {
      throw new Error(`only states in JSONata are supported, got ${JSON.stringify(state)}`);
    }
    const context: Context = { Execution: { Name: 'execution' } };
    const evaluated = (value: unknown, more: object = {}) => evaluate(value, { input, context, ...more }, variables);
    switch (state.Type) {
      case 'Fail':
        throw new StateError(String(await evaluated(state.Error)), String(await evaluated(state.Cause)));
      case 'Choice': {
        for (const { Condition, Next } of state.Choices ?? []) {
          if (await evaluated(Condition)) {
            return [input, Next];
          }
        }
        return [input, state.Default];
      }
      case 'Task': {
        const caught = state.Catch ?? [];
        try {
          const result = await this.attempt(state, input, variables);
          Object.assign(variables, await evaluated(state.Assign ?? {}, { result }));
          return [state.Output === undefined ? result : await evaluated(state.Output, { result }), state.Next];
        } catch (error) {
          const catcher = error instanceof StateError && caught.find(({ ErrorEquals }) => matches(ErrorEquals, error));
          if (!catcher) {
            throw error;
          }
          return [{ Error: error.error, Cause: error.cause }, catcher.Next];
        }
      }
      default: {
        Object.assign(variables, await evaluated(state.Assign ?? {}));
        return [state.Output === undefined ? input : await evaluated(state.Output), state.Next];
      }
    }
  }

  private async attempt(state: State, input: unknown, variables: Json): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.integrate(state, input, variables);
      } catch (error) {
        const retrier = state.Retry?.find(
          ({ ErrorEquals }) => error instanceof StateError && matches(ErrorEquals, error),
        );
        if (!retrier || attempt >= (retrier.MaxAttempts ?? 3)) {
          throw error;
        }
      }
    }
  }

  private async integrate({ Resource = '', Arguments }: State, input: unknown, variables: Json): Promise<unknown> {
    const [resource, waits] = Resource.endsWith(WAIT) ? [Resource.slice(0, -WAIT.length), true] : [Resource, false];
    const [, integration] = Object.entries(this.integrations).find(([name]) => resource.endsWith(`:${name}`)) ?? [];
    if (!integration) {
      throw new Error(`no integration for ${Resource}`);
    }
    const Token = `token-${++this.tokens}+/=`;
    const context: Context = { Execution: { Name: 'execution' }, ...(waits ? { Task: { Token } } : {}) };
    const args = (await evaluate(Arguments, { input, context }, variables)) as Json;
    if (!waits) {
      return integration(args);
    }
    const decided = new Promise<unknown>((settle, fail) => this.waiting.set(Token, { settle, fail }));
    await integration(args);
    return decided;
  }
}

function matches(names: string[], { error }: StateError): boolean {
  return names.some((name) => name === error || (name === 'States.ALL' && error !== 'States.DataLimitExceeded'));
}
