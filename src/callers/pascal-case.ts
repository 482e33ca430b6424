/** JSON of the provider of a model, whose keys AgentCore passes on. */
const PASSED_ON = 'additionalParams';

/** Renames the properties of a request as Step Functions spells them: with an initial capital. */
export function pascalCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(pascalCase);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [
        `${name[0].toUpperCase()}${name.slice(1)}`,
        name === PASSED_ON ? member : pascalCase(member),
      ]),
  );
}
