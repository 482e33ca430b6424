import type { ReviewedAssembly, ReviewedResource } from '../../src/review/assembly';
import { reviewOf } from '../../src/review/review';
import { fillForeign } from './foreign';
import { assemblies } from './reviewed';

const assemblyOf = assemblies();

/** Values that no property of AgentCore has, as CfnResource and property overrides allow. */
const MALFORMED = [null, 'x', [null], { Ref: null }, { 'Fn::GetAtt': ['Gone', { Ref: 'x' }] }, { 'Fn::If': null }];

/** A place in the properties of a resource. */
interface Spot {
  readonly path: string;
  readonly in: Record<string, unknown>;
  readonly key: string;
}

/** The properties at most two levels deep. */
function spotsIn(value: unknown, path: string, depth = 0): Spot[] {
  return typeof value === 'object' && value !== null && depth < 2
    ? Object.keys(value).flatMap((key) => {
        const within = value as Record<string, unknown>;
        return [{ path: `${path}.${key}`, in: within, key }, ...spotsIn(within[key], `${path}.${key}`, depth + 1)];
      })
    : [];
}

describe('A review of malformed templates', () => {
  const assembly: ReviewedAssembly = assemblyOf(fillForeign);
  const resources: ReviewedResource[] = assembly.stacks.flatMap((stack) => [...stack.resources]);
  const spots = resources
    .filter(({ type }) => /^AWS::(BedrockAgentCore|IAM)::/.test(type))
    .flatMap(({ properties, path }) => spotsIn(properties, path));

  test.each(MALFORMED.map((value) => [JSON.stringify(value), value]))('is complete with %s', (_, value) => {
    expect(spots.length).toBeGreaterThan(50);
    for (const spot of spots) {
      const original = spot.in[spot.key];
      spot.in[spot.key] = value;
      const { agents } = reviewOf(assembly);
      spot.in[spot.key] = original;
      expect([spot.path, agents.length]).toEqual([spot.path, 2]);
      expect([spot.path, JSON.stringify(agents)]).toEqual([spot.path, expect.not.stringContaining('[object')]);
    }
  });
});
