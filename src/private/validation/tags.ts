import { type CfnResource, TagManager } from 'aws-cdk-lib/core';
import { quote } from './limit';
import { isUnknown } from './unknown';

const MOST_TAGS = 50;
/** AgentCore accepts fewer characters than IAM and Amazon EC2 do. */
const AGENTCORE_CHARACTERS = {
  pattern: /^[a-zA-Z0-9\s._:/=+@-]*$/,
  words: 'letters, digits, spaces and . _ : / = + @ -',
};
const CHARACTERS = { ...AGENTCORE_CHARACTERS, pattern: /^[\p{L}\p{N}\p{Z}._:/=+@-]*$/u };

/** Returns the problems of the tags that a resource has at synth. */
export function tagProblems(resource: CfnResource): string[] {
  const tags = Object.entries(TagManager.of(resource)?.tagValues() ?? {});
  const allowed = resource.cfnResourceType.startsWith('AWS::BedrockAgentCore::') ? AGENTCORE_CHARACTERS : CHARACTERS;
  const problems = tags.flatMap(([key, value]) => [
    ...textProblems(`the key ${quote(key)}`, key, [1, 128], allowed),
    ...textProblems(`the value of ${quote(key)}`, value, [0, 256], allowed),
    ...reservedTagProblems('tags', { [key]: value }),
  ]);
  return tags.length > MOST_TAGS
    ? [...problems, `tags must have at most ${MOST_TAGS} entries, got ${tags.length}. Remove tags.`]
    : problems;
}

/** Tags that AWS reserves for itself, among tags that are not those of the construct. */
export function reservedTagProblems(prop: string, tags: { [key: string]: string } = {}): string[] {
  return Object.keys(tags)
    .filter((key) => /^aws:/i.test(key))
    .map(
      (key) => `${prop}: the key ${quote(key)} must not begin with "aws:", which is reserved for AWS. Use another key.`,
    );
}

function textProblems(
  what: string,
  text: string,
  [min, max]: [min: number, max: number],
  { pattern, words }: typeof CHARACTERS,
): string[] {
  if (isUnknown(text) || typeof text !== 'string') {
    return [];
  }
  const { length } = [...text];
  return [
    ...(length < min || length > max
      ? [
          `tags: ${what} must be ${min} to ${max} characters long, got ${length}. Use ${length > max ? 'fewer' : 'more'}.`,
        ]
      : []),
    ...(pattern.test(text) ? [] : [`tags: ${what} must consist of ${words}, got ${quote(text)}.`]),
  ];
}
