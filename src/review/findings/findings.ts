import type { ReviewedAssembly } from '../assembly';
import type { Finding } from '../model';
import { Report } from './report';
import { Schemas } from './schema';
import { checkSchemas } from './schema-rule';

/** Checks the AgentCore resources of an assembly, whatever has created them. */
export function findingsOf(assembly: ReviewedAssembly): Finding[] {
  const report = new Report();
  checkSchemas(assembly, new Schemas(), report);
  return report.findings();
}
