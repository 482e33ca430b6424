import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

interface Templates {
  readonly bytes: number;
  readonly resources: Record<string, Resource>[];
}

/** The templates of a cloud assembly. */
export function readTemplates(assembly: string): Templates {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const texts = files.map((file) => readFileSync(join(assembly, file), 'utf8'));
  return {
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    resources: texts.map((text) => JSON.parse(text).Resources),
  };
}

/** The content of a template with one agent, independent of logical IDs: one line per property. */
export function essence({ resources }: Templates): Set<string> {
  const [byId] = resources;
  const harness = Object.values(byId).find(({ Type }) => Type === 'AWS::BedrockAgentCore::Harness');
  const renamed = [
    ...(harness ? [[String(harness.Properties.HarnessName), '<name>']] : []),
    ...Object.entries(byId).map(([id, { Type }]) => [id, `<${Type}>`]),
    // A logical ID can be a prefix of another logical ID.
  ].sort(([one], [other]) => other.length - one.length);
  const text = renamed.reduce((all, [name, general]) => all.replaceAll(name, general), JSON.stringify(byId));
  return new Set(
    Object.values(JSON.parse(text) as Record<string, Resource>).flatMap(({ Type, Properties }) =>
      leaves(Properties, Type).filter((line) => !line.startsWith('AWS::IAM::Policy.PolicyName')),
    ),
  );
}

function leaves(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return [`${path} = ${JSON.stringify(value)}`];
  }
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}
