import { CfnParameter, Lazy } from 'aws-cdk-lib/core';
import { type Permission, Permissions } from '../../../src/private/iam/permissions';
import { testStack } from '../../support/helpers';

const BASE: Permission = { feature: 'Tool', actions: ['a:Do'], resources: ['arn:one'] };

/** The rendered statements of the given permissions. */
function asked(...permissions: Array<Partial<Permission>>): Array<Record<string, unknown>> {
  const stack = testStack();
  const collector = new Permissions();
  for (const permission of permissions) {
    collector.add({ ...BASE, ...permission });
  }
  return collector.statements((value) => stack.resolve(value)).map((statement) => stack.resolve(statement));
}

const sids = (...permissions: Array<Partial<Permission>>) => asked(...permissions).map(({ Sid }) => Sid);

describe('A permission', () => {
  test('is rendered as a statement whose Sid names the feature', () => {
    expect(asked({ of: 'orders' })).toEqual([
      { Sid: 'ToolOrders', Effect: 'Allow', Action: 'a:Do', Resource: 'arn:one' },
    ]);
  });

  test('is rendered with the effect Deny', () => {
    expect(asked({ effect: 'Deny' })).toMatchObject([{ Effect: 'Deny' }]);
  });

  test('retains its conditions', () => {
    const conditions = { StringEquals: { 'a:Key': 'value' } };
    expect(asked({ conditions })).toMatchObject([{ Condition: conditions }]);
  });

  test('is not rendered without a feature that needs it', () => {
    expect(asked()).toEqual([]);
  });
});

describe('Permissions with the same actions', () => {
  test('are merged into one statement that lists each resource once', () => {
    expect(asked({ of: 'a' }, { of: 'b', resources: ['arn:two', 'arn:one'] })).toEqual([
      { Sid: 'ToolAAndToolB', Effect: 'Allow', Action: 'a:Do', Resource: ['arn:one', 'arn:two'] },
    ]);
  });

  test('are merged under one name if one feature adds them twice', () => {
    expect(sids({ of: 'a' }, { of: 'a', resources: ['arn:two'] })).toEqual(['ToolA']);
  });

  test('are not merged if the conditions differ', () => {
    const [first, second] = asked(
      { of: 'a', conditions: { StringEquals: { 'a:Key': 'one' } } },
      { of: 'b', resources: ['arn:two'] },
    );
    expect(first).toMatchObject({ Resource: 'arn:one', Condition: { StringEquals: { 'a:Key': 'one' } } });
    expect(second).toEqual({ Sid: 'ToolB', Effect: 'Allow', Action: 'a:Do', Resource: 'arn:two' });
  });

  test('are not merged with a Deny statement', () => {
    expect(asked({}, { effect: 'Deny' })).toHaveLength(2);
  });

  test('are not merged if one has additional actions', () => {
    expect(asked({}, { feature: 'Other', actions: ['a:Do', 'a:More'] })).toHaveLength(2);
  });
});

describe('The Sid of a statement', () => {
  test('contains letters and digits only', () => {
    expect(sids({ of: '/mnt/my-cases.2 "ö"' })).toEqual(['ToolMntMyCases2']);
  });

  test('differs for names that differ only in removed characters', () => {
    const actions = (action: string) => ({ actions: [action] });
    const clashing = sids({ of: 'a-b', ...actions('a:One') }, { of: 'a.b', ...actions('a:Two') });
    expect(clashing).toEqual([
      expect.stringMatching(/^ToolAB[0-9a-f]{4}$/),
      expect.stringMatching(/^ToolAB[0-9a-f]{4}$/),
    ]);
    expect(new Set(clashing).size).toBe(2);
  });

  test('differs for statements that differ only in their conditions', () => {
    const conditioned = (value: string) => ({ conditions: { StringEquals: { 'a:Key': value } } });
    expect(new Set(sids(conditioned('one'), conditioned('two'))).size).toBe(2);
  });

  test('does not depend on other statements unless they collide', () => {
    const others = Array.from({ length: 5 }, (_, index) => ({ of: `other${index}`, actions: [`a:Other${index}`] }));
    expect(sids(...others, { of: 'a' })).toContain('ToolA');
    expect(sids({ of: 'a' }, ...others)).toContain('ToolA');
  });

  test('does not contain a token, whose number changes between synths', () => {
    const stack = testStack();
    const tokens = [new CfnParameter(stack, 'Name').valueAsString, Lazy.string({ produce: () => 'late' })];
    expect(sids({ of: tokens[0] }, { of: `x-${tokens[1]}`, actions: ['a:Two'] })).toEqual(['Tool', 'ToolX']);
  });

  test('differs by the values of tokens and is stable across synths', () => {
    const clashing = () => {
      const [one, two] = ['one', 'two'].map((late) => Lazy.string({ produce: () => late }));
      return sids({ of: one }, { of: two, actions: ['a:Two'] });
    };
    expect(new Set(clashing()).size).toBe(2);
    expect(clashing()).toEqual(clashing());
  });

  test('contains only the first names if it would be too long', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      of: `server-number-${index}`,
      resources: [`arn:${index}`],
    }));
    expect(sids(...many)).toEqual([expect.stringMatching(/^ToolServerNumber0AndMore[0-9a-f]{4}$/)]);
  });

  test.each([95, 96, 97, 500])('is valid for a name of %d characters', (length) => {
    expect(sids({ feature: 'T', of: 'x'.repeat(length) })[0]).toMatch(/^[a-zA-Z0-9]{1,}$/);
  });
});
