import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';

const BASE64 = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
export const block = (kind: string) => `-----BEGIN ${kind}-----\n${BASE64}\n-----END ${kind}-----\n`;

export const SKILL = { 'SKILL.md': '---\nname: refunds\ndescription: Refunds.\n---\n' };

export function filesIn(directory: string, path = ''): string[] {
  return readdirSync(join(directory, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? filesIn(directory, inside) : [inside];
  });
}

export const NODE = AgentCoreRuntime.NODE_22;
