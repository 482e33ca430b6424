/**
 * Characters that are patterns in IAM policies, and the beginning of a policy variable. Tokens look like one, and are
 * kept.
 */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?]|\$(?=\{)/g;

/**
 * Text for the resource or the condition of a statement, where it matches only itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function literalText(text: string): string {
  return text.replace(SPECIAL, (found) => (found.length > 1 ? found : `\${${found}}`));
}
