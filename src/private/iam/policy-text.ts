/**
 * Characters that are wildcards in IAM policies, and the beginning of a policy variable. Tokens begin in the same way,
 * and are not replaced.
 */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?]|\$(?=\{)/g;

/**
 * Escapes a text for the resource or the condition of a statement, so that wildcards and policy variables are literal.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function literalText(text: string): string {
  return text.replace(SPECIAL, (found) => (found.length > 1 ? found : `\${${found}}`));
}
