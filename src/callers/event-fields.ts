import { EventField } from 'aws-cdk-lib/aws-events';
import { Token, Tokenization } from 'aws-cdk-lib/core';
import { quote } from '../private/validation/limit';
import { TOKEN } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';
import { expressionOf } from './agent-task';
import { checkExpressions } from './expressions';

/** The whole event, which is the input of the workflow. */
export const EVENT = '{% $states.input %}';

/** A step of a path: `.name`, `['name']` or `[0]`. */
const STEP = /\.([\w-]+)|\['([^'`]+)'\]|\[(\d+)\]/g;

/**
 * Converts texts with fields of the event to JSONata expressions. EventBridge passes the whole event on, and the
 * workflow selects the fields, because EventBridge would put the value of a field into a text without escaping it.
 */
export class EventFields {
  public constructor(private readonly errors: ValidationErrors) {}

  /**
   * Returns a text in which the workflow replaces fields of the event. A field that the event does not have is empty.
   *
   * @param prop The property in messages
   */
  public text(prop: string, text: string): string;
  public text(prop: string, text: string | undefined): string | undefined;
  public text(prop: string, text: string | undefined): string | undefined {
    this.check(prop, text);
    const parts = this.partsOf(prop, text ?? '');
    if (parts.every(({ isField }) => !isField) && expressionOf(text) === undefined) {
      return text;
    }
    // The operator converts what is not a string, and needs two operands.
    return `{% ${['""', ...parts.map(({ source }) => source)].join(' & ')} %}`;
  }

  /** Returns a JSON value in which the workflow replaces fields of the event. A string that is one field has the type of the field. */
  public json(prop: string, value: unknown): unknown {
    if (typeof value === 'object' && Token.isUnresolved(value)) {
      return value;
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => this.json(`${prop}[${index}]`, item));
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, this.json(`${prop}.${name}`, member)]),
      );
    }
    if (typeof value !== 'string') {
      return value;
    }
    this.check(prop, value);
    const [field, ...others] = this.partsOf(prop, value);
    return field?.isField && others.length === 0 ? `{% ${field.source} %}` : this.text(prop, value);
  }

  private check(prop: string, value: unknown): void {
    checkExpressions(this.errors, { [prop]: value }, { eventField: true, fix: 'Use events.EventField.fromPath' });
  }

  /** The literal parts and the fields of a text, as JSONata. */
  private partsOf(prop: string, text: string): Array<{ readonly source: string; readonly isField: boolean }> {
    return text
      .split(TOKEN)
      .filter((part) => part !== '')
      .map((part) => {
        const token = Tokenization.reverseCompleteString(part);
        return token instanceof EventField
          ? { source: this.sourceOf(prop, token.path), isField: true }
          : { source: JSON.stringify(part), isField: false };
      });
  }

  private sourceOf(prop: string, path: string): string {
    const steps = [...path.slice(1).matchAll(STEP)];
    if (path[0] !== '$' || steps.map(([step]) => step).join('') !== path.slice(1)) {
      this.errors.addOf(
        prop,
        `must refer to fields of the event by names and array indices, such as $.detail.items[0].name, got ${quote(path)}`,
      );
    }
    const names = steps.map(([, name, quoted, index]) => (index ? `[${index}]` : `.\`${name ?? quoted}\``));
    return `$states.input${names.join('')}`;
  }
}
