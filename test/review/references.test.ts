import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { CfnOutput, CfnParameter, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import type { ReviewedAssembly } from '../../src/review/assembly';
import { References } from '../../src/review/references';
import { ACCOUNT, REGION } from '../support/helpers';
import { assemblies, at } from './reviewed';

const assemblyOf = assemblies();
const HERE = { env: { account: ACCOUNT, region: REGION } };

/** The text of `Fn::Sub`, whose variables are in braces here. */
function sub(text: string): string {
  return text.replaceAll('{', '${');
}

/** The references of an app with one stack that has a topic. */
function ofTopic(): { references: References; assembly: ReviewedAssembly; text: (value: unknown) => string } {
  const assembly = assemblyOf((app) => {
    const stack = new Stack(app, 'Main', HERE);
    new Topic(stack, 'News');
    new CfnParameter(stack, 'Owner', { default: 'nobody' });
  });
  const references = new References(assembly);
  return { references, assembly, text: (value) => references.textOf(value, assembly.stacks[0]) };
}

describe('The text of a value', () => {
  const { text, references, assembly } = ofTopic();
  const { logicalId } = at(assembly, 'Main/News');

  test.each([
    ['a literal', 'plain', 'plain'],
    ['a number', 3, '3'],
    ['a list', ['one', { Ref: logicalId }], 'one, <News>'],
    ['a reference', { Ref: logicalId }, '<News>'],
    ['an attribute', { 'Fn::GetAtt': [logicalId, 'TopicName'] }, '<News.TopicName>'],
    ['an attribute in short form', { 'Fn::GetAtt': `${logicalId}.TopicName` }, '<News.TopicName>'],
    ['a parameter', { Ref: 'Owner' }, '<Owner>'],
    [
      'the account and Region of the stack',
      { 'Fn::Sub': sub('{AWS::AccountId}/{AWS::Region}') },
      `${ACCOUNT}/${REGION}`,
    ],
    [
      'a substitution with variables',
      { 'Fn::Sub': [sub('{One}-{!Two}'), { One: { Ref: logicalId } }] },
      sub('<News>-{Two}'),
    ],
    ['a substitution with an attribute', { 'Fn::Sub': `x/\${${logicalId}.TopicName}` }, 'x/<News.TopicName>'],
    ['a join', { 'Fn::Join': ['-', ['a', { Ref: logicalId }, 'b']] }, 'a-<News>-b'],
    ['a part of a literal', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['a part of a reference', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: logicalId }] }] }, '<part of News>'],
    ['an entry of a list', { 'Fn::Select': ['1', ['a', { Ref: logicalId }]] }, '<News>'],
    ['both branches of a condition', { 'Fn::If': ['IsProd', 'many', 'one'] }, 'many or one'],
    ['a branch without a value', { 'Fn::If': ['IsProd', 'many', { Ref: 'AWS::NoValue' }] }, 'many'],
    ['an unknown import', { 'Fn::ImportValue': 'shared-topic' }, '<import of shared-topic>'],
    ['a mapping', { 'Fn::FindInMap': ['Sizes', 'a', 'b'] }, '<value of the mapping Sizes>'],
    ['Availability Zones', { 'Fn::GetAZs': '' }, '<Availability Zones>'],
    ['a missing resource', { 'Fn::GetAtt': ['Gone', 'Arn'] }, '<Gone.Arn>'],
    ['an object', { a: { Ref: logicalId } }, '{"a":"<News>"}'],
  ])('of %s', (_, value, expected) => {
    expect(text(value)).toBe(expected);
  });

  test('is in angle brackets if the account and the Region are not known', () => {
    const open = assemblyOf((app) => {
      new Topic(new Stack(app, 'Main'), 'News');
    });
    const value = { 'Fn::Sub': sub('arn:{AWS::Partition}:sns:{AWS::Region}:{AWS::AccountId}:x') };
    expect(new References(open).textOf(value, open.stacks[0])).toBe('arn:aws:sns:<Region>:<account>:x');
  });

  test('does not contain what looks like a secret', () => {
    const url = 'https://bot:hunter22@example.com/x';
    expect(text(url)).toBe('https://…@example.com/x');
    const value = {
      EnvironmentVariables: {
        API_KEY: 'abc',
        LEVEL: 'info',
        DB_PASSWORD: { Ref: 'Owner' },
        X_TOKEN: { 'Fn::Sub': 'a' },
      },
      Name: 'API_KEY',
    };
    expect(references.valueOf(value, assembly.stacks[0])).toEqual({
      EnvironmentVariables: { API_KEY: '…', LEVEL: 'info', DB_PASSWORD: '<Owner>', X_TOKEN: '…' },
      Name: 'API_KEY',
    });
  });

  test('of a loop of nested parameters ends', () => {
    const loop: Record<string, unknown> = {};
    loop['Fn::Join'] = ['', [loop]];
    expect(text(loop)).toBe('<Fn::Join>');
  });
});

describe('The resource of a value', () => {
  test('is found in ARNs, URLs and names that contain a reference', () => {
    const { references, assembly } = ofTopic();
    const news = at(assembly, 'Main/News');
    const [stack] = assembly.stacks;
    const ref = { Ref: news.logicalId };
    const values = [
      ref,
      { 'Fn::GetAtt': [news.logicalId, 'TopicArn'] },
      { 'Fn::Join': ['', ['arn:aws:x:::', ref, '/y']] },
      { 'Fn::Join': ['%2F', { 'Fn::Split': ['/', { 'Fn::Join': ['%3A', { 'Fn::Split': [':', ref] }] }] }] },
      { 'Fn::Select': [1, { 'Fn::Split': ['/', ref] }] },
      { 'Fn::If': ['IsProd', { Ref: 'AWS::NoValue' }, ref] },
    ];
    expect(values.map((value) => references.resourceOf(value, stack))).toEqual(values.map(() => news));
    expect(references.resourceOf(ref, stack, 'AWS::SNS::Topic')).toBe(news);
    expect(references.resourceOf(ref, stack, 'AWS::SQS::Queue')).toBeUndefined();
    expect(references.resourceOf(undefined, stack)).toBeUndefined();
    expect(references.resourceOf('arn:aws:sns:us-east-1:111122223333:other', stack)).toBeUndefined();
  });

  test('is resolved from a literal ARN and a literal name', () => {
    const assembly = assemblyOf((app) => {
      const stack = new Stack(app, 'Main', HERE);
      new CfnFunction(stack, 'Pay', { functionName: 'pay', code: {}, role: 'arn:aws:iam::111122223333:role/pay' });
      new CfnTopic(stack, 'Told', { topicName: 'pay' });
    });
    const references = new References(assembly);
    const [stack] = assembly.stacks;
    const pay = at(assembly, 'Main/Pay');
    expect(references.resourceOf(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:pay:live`, stack)).toBe(pay);
    expect(
      references.resourceOf({ 'Fn::Sub': sub('arn:aws:lambda:{AWS::Region}:{AWS::AccountId}:function:pay') }, stack),
    ).toBe(pay);
    expect(references.resourceOf('pay', stack, 'AWS::Lambda::Function')).toBe(pay);
    expect(references.resourceOf('pay', stack)).toBeUndefined();
    expect(references.resourceOf('arn:aws:lambda:eu-west-1:111122223333:function:pay', stack)).toBeUndefined();
    expect(references.resourceOf(`arn:aws:lambda:${REGION}:444455556666:function:pay`, stack)).toBeUndefined();
  });

  test('is found in another stack, by an export', () => {
    const assembly = assemblyOf((app) => {
      const topic = new Topic(new Stack(app, 'Main', HERE), 'News');
      new Topic(new Stack(app, 'Other', HERE), 'Copy', { displayName: topic.topicArn });
    });
    const copy = at(assembly, 'Other/Copy');
    const references = new References(assembly);
    expect(references.resourceOf(copy.properties.DisplayName, copy.stack)).toBe(at(assembly, 'Main/News'));
    expect(references.textOf(copy.properties.DisplayName, copy.stack)).toBe('<News>');
  });

  test.each([
    ['a weak reference', 'weak', REGION],
    ['a strong reference to another Region', 'strong', 'eu-west-1'],
    ['both kinds of references', 'both', REGION],
  ])('is found in another stack, by %s', (_, strength, region) => {
    const assembly = assemblyOf(
      (app) => {
        const topic = new Topic(new Stack(app, 'Main', { ...HERE, crossRegionReferences: true }), 'News');
        const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region }, crossRegionReferences: true });
        new Topic(other, 'Copy', { displayName: topic.topicArn });
      },
      { context: { '@aws-cdk/core:defaultCrossStackReferences': strength } },
    );
    const copy = at(assembly, 'Other/Copy');
    expect(new References(assembly).resourceOf(copy.properties.DisplayName, copy.stack)).toBe(
      at(assembly, 'Main/News'),
    );
  });

  test('is that of the same stage, if two stages have the same names', () => {
    const assembly = assemblyOf((app) => {
      for (const [name, account] of [
        ['Dev', ACCOUNT],
        ['Prod', '444455556666'],
      ]) {
        const stage = new Stage(app, name, { env: { account, region: REGION } });
        const main = new Stack(stage, 'Main', { stackName: 'shop' });
        const topic = new Topic(main, 'News');
        new CfnOutput(main, 'Out', { value: topic.topicArn, exportName: 'shop-news' });
        new Topic(new Stack(stage, 'Other'), 'Copy', { displayName: Fn.importValue('shop-news') });
      }
    });
    const references = new References(assembly);
    const found = ['Dev', 'Prod'].map((stage) => {
      const copy = at(assembly, `${stage}/Other/Copy`);
      return references.resourceOf(copy.properties.DisplayName, copy.stack)?.path;
    });
    expect(found).toEqual(['Dev/Main/News', 'Prod/Main/News']);
  });

  test('is found through the parameters and outputs of nested stacks', () => {
    const assembly = assemblyOf((app) => {
      const stack = new Stack(app, 'Main', HERE);
      const inner = new NestedStack(stack, 'Inner');
      const deepest = new NestedStack(inner, 'Deepest');
      const topic = new Topic(stack, 'News');
      const nested = new Topic(deepest, 'News', { displayName: topic.topicArn });
      new Topic(stack, 'Copy', { displayName: nested.topicArn });
      new Topic(new Stack(app, 'Other', HERE), 'Copy', { displayName: nested.topicArn });
    });
    const references = new References(assembly);
    const displayed = (path: string) => {
      const { properties, stack } = at(assembly, path);
      return references.resourceOf(properties.DisplayName, stack)?.path;
    };
    expect(assembly.stacks.map(({ name, path }) => [name, path])).toEqual([
      ['Main', 'Main'],
      ['Main/Inner', 'Main/Inner'],
      ['Main/Inner/Deepest', 'Main/Inner/Deepest'],
      ['Other', 'Other'],
    ]);
    expect(displayed('Main/Inner/Deepest/News')).toBe('Main/News');
    expect(displayed('Main/Copy')).toBe('Main/Inner/Deepest/News');
    expect(displayed('Other/Copy')).toBe('Main/Inner/Deepest/News');
  });
});

describe('All resources in a value', () => {
  test('are found at any depth, once each', () => {
    const { references, assembly } = ofTopic();
    const { logicalId } = at(assembly, 'Main/News');
    const value = { a: [{ b: { Ref: logicalId } }, { 'Fn::GetAtt': [logicalId, 'TopicName'] }], c: 'text', d: 3 };
    expect(references.resourcesIn(value, assembly.stacks[0])).toEqual([at(assembly, 'Main/News')]);
    expect(references.resourcesIn({ a: 'text' }, assembly.stacks[0])).toEqual([]);
  });

  test('of a type are listed', () => {
    const { references, assembly } = ofTopic();
    expect(references.ofType('AWS::SNS::Topic')).toEqual([at(assembly, 'Main/News')]);
    expect(references.ofType('AWS::SQS::Queue')).toEqual([]);
  });
});
