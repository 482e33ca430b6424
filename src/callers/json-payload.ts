import { FieldUtils, QueryLanguage } from 'aws-cdk-lib/aws-stepfunctions';
import { TOKEN } from '../private/validation/unknown';
import { expressionOf } from './agent-task';

/**
 * Renders a payload as one string, because Step Functions passes binary fields of the AWS SDK on as strings.
 * Functions of the query language serialize values that are known only when the state machine runs.
 *
 * @param payload A text, an object, or an expression
 */
export function renderPayload(payload: unknown, language: QueryLanguage): Record<string, unknown> {
  return language === QueryLanguage.JSONATA ? { Payload: jsonataText(payload) } : jsonPathText(payload);
}

/** With JSONata, `$string` leaves a string as it is and serializes everything else. */
function jsonataText(payload: unknown): string {
  const expression = expressionOf(payload);
  if (expression !== undefined) {
    return `{% $string(${expression}) %}`;
  }
  if (typeof payload === 'string') {
    return payload;
  }
  return hasExpression(payload) ? `{% $string(${jsonataSource(payload)}) %}` : JSON.stringify(payload);
}

function hasExpression(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).some(hasExpression)
    : expressionOf(value) !== undefined;
}

/** JSON is valid JSONata, so only the expressions in it are replaced. */
function jsonataSource(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(itemSource).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonataSource(member)}`).join(',')}}`;
  }
  const expression = expressionOf(value);
  return expression === undefined ? JSON.stringify(value) : `(${expression})`;
}

/** JSONata merges lists in a list, unless they are nested once more. */
function itemSource(value: unknown): string {
  const expression = expressionOf(value);
  return expression === undefined
    ? jsonataSource(value)
    : `($item := (${expression}); $type($item) = "array" ? [[$item]] : $item)`;
}

/** With JSONPath, `States.Format` fills JSON with values that `States.JsonToString` serializes. */
function jsonPathText(payload: unknown): Record<string, unknown> {
  const { Payload: rendered, 'Payload.$': path } = FieldUtils.renderObject({ Payload: payload }) as {
    readonly Payload?: unknown;
    readonly 'Payload.$'?: string;
  };
  if (path !== undefined) {
    return { 'Payload.$': isPath(path) ? `States.JsonToString(${path})` : path };
  }
  if (typeof rendered === 'string') {
    return { Payload: rendered };
  }
  const values: string[] = [];
  const format = jsonFormat(rendered, values);
  return values.length === 0
    ? { Payload: JSON.stringify(rendered) }
    : { 'Payload.$': `States.Format('${format}', ${values.join(', ')})` };
}

function isPath(text: string): boolean {
  return text.startsWith('$');
}

/** The JSON of a value as a format string, with a placeholder for each value that is filled in. */
function jsonFormat(value: unknown, values: string[]): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => jsonFormat(item, values)).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return escapeFormat(JSON.stringify(value));
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => {
      const isReference = name.endsWith('.$') && typeof member === 'string';
      const key = escapeFormat(JSON.stringify(isReference ? name.slice(0, -2) : name));
      return `${key}:${isReference ? placeholder(member, name.slice(0, -2), values) : jsonFormat(member, values)}`;
    });
  return `\\{${members.join(',')}\\}`;
}

function placeholder(expression: string, name: string, values: string[]): string {
  if (!isPath(expression)) {
    throw new Error(
      `payload.${name} must be a path, because Step Functions cannot serialize the result of an intrinsic function in a payload, got ${expression}. Compute the value in a Pass state before the task, or use InvokeRuntime.jsonata.`,
    );
  }
  values.push(`States.JsonToString(${expression})`);
  return '{}';
}

/** Escapes what has a meaning in a format string, except in tokens of CDK. */
function escapeFormat(text: string): string {
  return text
    .split(TOKEN)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\'{}]/g, '\\$&')))
    .join('');
}
