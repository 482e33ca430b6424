import type { ReviewedAssembly } from '../assembly';
import { propertyPath, type Report, typeInWords } from './report';
import type { Schemas } from './schema';
import { mismatches } from './schema-check';

export const AGENTCORE = 'AWS::BedrockAgentCore::';

/** Checks each resource of a type of AgentCore or S3 Files against the schema of the type. */
export function checkSchemas({ stacks }: ReviewedAssembly, schemas: Schemas, report: Report): void {
  for (const resource of stacks.flatMap(({ resources }) => resources)) {
    const schema = schemas.of(resource.type);
    if (schema) {
      for (const { path, message: problem, ...rest } of mismatches(schema, resource.properties)) {
        report.add(resource, { ...rest, property: propertyPath(path) || undefined, problem });
      }
    } else if (resource.type.startsWith(AGENTCORE)) {
      report.add(resource, {
        rule: 'unknown-type',
        severity: 'info',
        problem: `is not checked, because this version of cdk-agentcore does not know the type ${typeInWords(resource.type)}`,
        fix: 'Upgrade cdk-agentcore',
      });
    }
  }
}
