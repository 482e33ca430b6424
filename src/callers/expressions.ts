import { EventField } from 'aws-cdk-lib/aws-events';
import { JsonPath, QueryLanguage } from 'aws-cdk-lib/aws-stepfunctions';
import { Annotations, type IResolvable, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { quote } from '../private/validation/limit';
import { ValidationErrors } from '../private/validation/validation-errors';
import { expressionOf } from './agent-task';

type Values = Readonly<Record<string, unknown>>;

/** A text that looks like a JSONPath or an intrinsic function. */
const PATH = /^(?:\$\$?[.[]\S*|\$states\.\S+|States\.\w+\(.*\))$/s;
/** A part of a text that looks like the beginning or the end of a JSONata expression. */
const DELIMITER = /\{%|%\}/;
const ATTRIBUTE = /<aws\.scheduler\.[a-z-]+>/;

/** Rejects JSONPath expressions and fields of events where nothing evaluates them: they would be sent as text. */
export function checkExpressions(
  errors: ValidationErrors,
  values: Values,
  { jsonPath = false, eventField = false, fix }: { jsonPath?: boolean; eventField?: boolean; fix: string },
): void {
  for (const [prop, value] of leavesOf(values)) {
    for (const token of tokensOf(value)) {
      if (isJsonPath(token) && !jsonPath) {
        errors.addOf(prop, `must not contain a JSONPath, got ${quote(pathOf(token))}. ${fix}`);
      } else if (token instanceof EventField && !eventField) {
        errors.addOf(prop, `must not contain a field of an event, got ${quote(token.path)}. ${fix}`);
      }
    }
  }
}

/** Rejects expressions of the other query language in a state. */
export function checkLanguage(errors: ValidationErrors, values: Values, language: QueryLanguage): void {
  const jsonPath = language !== QueryLanguage.JSONATA;
  const example = jsonPath ? 'JsonPath.stringAt("$.name")' : '{% $states.input.name %}';
  const fix = `The state uses ${language === QueryLanguage.JSONATA ? 'JSONata' : 'JSONPath'}. Use an expression such as ${example}`;
  checkExpressions(errors, values, { jsonPath, fix });
}

/**
 * Checks the expressions of a task when it is rendered, because only then the query language of the state machine is
 * known.
 *
 * @param method The method that renders the task
 */
export function checkRendered(
  scope: IConstruct,
  method: CallableFunction,
  values: Values,
  language: QueryLanguage,
): void {
  const errors = new ValidationErrors(scope);
  checkLanguage(errors, values, language);
  errors.throwIfAnyOf(method);
  reviewLiterals(errors, values, language);
}

/** Warns about texts that are sent as they are, but look like expressions. */
function reviewLiterals({ scope }: ValidationErrors, values: Values, language: QueryLanguage): void {
  for (const [prop, value] of leavesOf(values)) {
    const isExpression = language === QueryLanguage.JSONATA && expressionOf(value) !== undefined;
    // A raw path of the Amazon States Language has a name that says so.
    if (typeof value === 'string' && !isExpression && !prop.endsWith('.$') && looksEvaluated(value)) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:literalExpression',
        `${prop} is sent as the text ${quote(value)}, which looks like an expression. Step Functions does not evaluate it. Use JsonPath.stringAt in JSONPath, a text that starts with {% and ends with %} in JSONata, or EventField.fromPath in an EventTarget.`,
      );
    }
  }
}

function looksEvaluated(text: string): boolean {
  return PATH.test(text) || DELIMITER.test(text);
}

/** Whether EventBridge Scheduler replaces a part of the text. */
export function hasAttribute(text: string | undefined): boolean {
  return text !== undefined && ATTRIBUTE.test(text);
}

/** Rejects what JSON cannot represent: missing entries of lists, and lists that are known only at deployment. */
export function checkJson(errors: ValidationErrors, prop: string, json: unknown): void {
  for (const [name, value] of leavesOf({ [prop]: json })) {
    if (value === undefined && name.endsWith(']')) {
      errors.addOf(name, 'must be a JSON value, got undefined. Remove the entry, or make sure that its value is set');
    } else if (Array.isArray(value) && !tokensOf(value).some(isJsonPath)) {
      errors.addOf(name, 'must not be a list that is known only at deployment. Use Fn.join to pass it as a text');
    }
  }
}

/** Returns a JSON value in which objects that are known only at deployment are texts, as in a text of JSON. */
export function withTokensAsText(value: unknown): unknown {
  if (Tokenization.isResolvable(value)) {
    return isJsonPath(value) ? value : Token.asString(value);
  }
  if (Array.isArray(value)) {
    return Token.isUnresolved(value) ? value : value.map(withTokensAsText);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTokensAsText(member)]))
    : value;
}

/** The values in a JSON value that are neither lists nor objects, unless these are known only at deployment. */
function leavesOf(values: Values): Array<[prop: string, value: unknown]> {
  return Object.entries(values).flatMap(([prop, value]) => {
    if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) {
      return [[prop, value] as [string, unknown]];
    }
    const name = (key: string) => (Array.isArray(value) ? `${prop}[${key}]` : `${prop}.${key}`);
    return leavesOf(Object.fromEntries(Object.entries(value).map(([key, member]) => [name(key), member])));
  });
}

function tokensOf(value: unknown): IResolvable[] {
  if (typeof value === 'string') {
    return Tokenization.reverseString(value).tokens;
  }
  const token = Token.isUnresolved(value) ? Tokenization.reverse(value) : undefined;
  return token ? [token] : [];
}

function isJsonPath(token: IResolvable): boolean {
  return JsonPath.isEncodedJsonPath(Token.asString(token));
}

function pathOf(token: IResolvable): string {
  return String((token as IResolvable & { readonly path?: string }).path);
}
