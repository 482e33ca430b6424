import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The texts of an object, of a missing value and of an invalid number, which JavaScript inserts into a template text. */
const OBJECT = /\[object [A-Z]\w*\]/;
const WORD = /(?<![a-zA-Z0-9])(?:undefined|NaN)(?![a-zA-Z0-9])/;

/** Returns the text of a missing value in another text. In prose, `undefined` is a word as any other. */
export function missingValueIn(text: string): string | undefined {
  if (!text.includes('undefined') && !text.includes('NaN') && !text.includes('[object ')) {
    return undefined;
  }
  const [found] = OBJECT.exec(text) ?? (/\s/.test(text) ? undefined : WORD.exec(text)) ?? [];
  return found;
}

/** Warns that a text probably contains a value that the app does not have. */
export function warnOfMissingValue(scope: Construct, prop: string, found: string): void {
  Annotations.of(scope).addWarningV2(
    `cdk-agentcore:missingValue${prop}`,
    `${prop} contains "${found}", so a value that the app inserts into the text is probably missing or not a text. Insert a text, for example of an environment variable that is set, or acknowledge the warning.`,
  );
}
