import type { ReviewedAssembly } from '../assembly';
import type { Finding } from '../model';
import { Policies } from '../policies';
import { References } from '../references';
import { checkAuthorization } from './authorization-rules';
import { checkCallers } from './caller-rules';
import { checkEndpoints } from './endpoint-rules';
import { checkMemories } from './memory-rules';
import { checkNames } from './name-rules';
import { checkNetworks } from './network-rules';
import { Report } from './report';
import { checkRoles } from './role-rules';
import { Schemas } from './schema';
import { checkSchemas } from './schema-rule';
import { checkSettings } from './setting-rules';
import { checkTargets } from './target-rules';

/** The lookups that the rules use. Other parts of the review use the same lookups. */
export interface Indexes {
  readonly references: References;
  readonly policies: Policies;
}

/** Checks all AgentCore resources of an assembly. */
export function findingsOf(assembly: ReviewedAssembly, indexes?: Indexes): Finding[] {
  const report = new Report();
  const references = indexes?.references ?? new References(assembly);
  const policies = indexes?.policies ?? new Policies(references);
  checkSchemas(assembly, new Schemas(), report);
  for (const check of [
    ...[checkAuthorization, checkEndpoints, checkTargets, checkNames, checkMemories, checkSettings, checkNetworks],
  ]) {
    check(references, report);
  }
  checkRoles(references, policies, report);
  checkCallers(references, policies, report);
  return report.findings();
}
