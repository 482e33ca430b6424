import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Tags } from 'aws-cdk-lib/core';
import { harness, inStack, MAKERS } from './resource-review-fixtures';

describe.each(MAKERS)('The tags of a construct with a %s', (_, __, make) => {
  const tagged = (tags: Record<string, string>) =>
    inStack((stack) => {
      const construct = make(stack, 'Tagged');
      for (const [key, value] of Object.entries(tags)) {
        Tags.of(construct).add(key, value);
      }
    });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

  test.each<[what: string, wrong: Record<string, string>, said: string, right: Record<string, string>]>([
    [
      'a reserved key',
      { 'aws:team': 'x' },
      'the key "aws:team" must not begin with "aws:", which is reserved for AWS',
      { 'my:aws:team': 'x' },
    ],
    [
      'a reserved key in uppercase letters',
      { 'AWS:team': 'x' },
      'the key "AWS:team" must not begin with "aws:"',
      { AWSteam: 'x' },
    ],
    ['too many', many(51), 'tags must have at most 50 entries, got 51', many(50)],
    ['a long key', { ['k'.repeat(129)]: 'x' }, 'must be 1 to 128 characters long, got 129', { ['k'.repeat(128)]: 'x' }],
    [
      'a long value',
      { team: 'v'.repeat(257) },
      'the value of "team" must be 0 to 256 characters long, got 257',
      { team: 'v'.repeat(256) },
    ],
    [
      'a key with other characters',
      { 'team!': 'x' },
      'the key "team!" must consist of letters, digits, spaces and . _ : / = + @ -, got "team!"',
      { 'a team_1.:/=+@-': 'x' },
    ],
    ['a value with other characters', { team: 'x#y' }, 'the value of "team" must consist of letters', { team: '' }],
  ])('are rejected at synth with %s', (_, wrong, said, right) => {
    expect(tagged(wrong)).toMatch(/\[Test\/Tagged\] tags/);
    expect(tagged(wrong)).toContain(said);
    expect(tagged(wrong).split(said)).toHaveLength(2);
    expect(tagged(right)).toBe('nothing was thrown');
  });
});

describe('Tags', () => {
  test('of the stack are checked on an agent and its endpoints, and not on other constructs', () => {
    const said = inStack((stack) => {
      harness(stack, 'Agent').addEndpoint('live');
      new Bucket(stack, 'Mine');
      Tags.of(stack).add('team!', 'x');
    });
    expect(said.match(/\[Test\/[\w/-]+\] tags: the key "team!"/g)).toEqual([
      '[Test/Agent] tags: the key "team!"',
      '[Test/Agent/Endpoint-live] tags: the key "team!"',
    ]);
    expect(
      inStack((stack) => {
        harness(stack, 'Agent');
        Tags.of(new Bucket(stack, 'Mine')).add('team!', 'x');
      }),
    ).toBe('nothing was thrown');
  });

  test('of the role only can contain letters of any script, which IAM accepts', () => {
    const roleTag = (key: string) =>
      inStack((stack) => {
        const agent = harness(stack, 'Agent');
        Tags.of(agent).add(key, 'x', { includeResourceTypes: ['AWS::IAM::Role'] });
      });
    expect(roleTag('größe')).toBe('nothing was thrown');
    expect(roleTag('team!')).toContain('[Test/Agent] tags: the key "team!"');
  });

  test('that are only known at deployment are not checked', () => {
    const said = inStack((stack) =>
      Tags.of(harness(stack, 'Agent')).add('team', new CfnParameter(stack, 'Team').valueAsString),
    );
    expect(said).toBe('nothing was thrown');
  });
});
