import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type ApiKey, Harness, HarnessEndpoint, type OAuthClient, OAuthProvider } from '../../src';
import { uniqueName } from '../../src/private/names';
import { keyIn, oauthClientIn } from '../support/fixtures/parts';
import { harnessIn, MODEL, testStack } from '../support/helpers';

const BUDGETS: Array<[budget: number, separator: '_' | '-', pattern: RegExp]> = [
  [40, '_', /^[a-zA-Z][a-zA-Z0-9_]*$/],
  [48, '_', /^[a-zA-Z][a-zA-Z0-9_]*$/],
  [128, '-', /^[a-zA-Z][a-zA-Z0-9-]*$/],
];

const IDS = ['Agent', '9lives', '-', 'ägent_x', 'a'.repeat(255), '1'.repeat(100), 'kebab-case-with-many-words-in-it'];

/** A construct at the given path of an app. */
function at(...path: string[]): Construct {
  const [stack, ...ids] = path;
  return ids.reduce<Construct>((scope, id) => new Construct(scope, id), new Stack(new App(), stack));
}

describe.each(BUDGETS)('A name of %d characters with %s', (budget, separator, pattern) => {
  test.each(IDS)('fits the length limit for the ID %s', (id) => {
    const name = uniqueName(at('Stack', 'Deep', id, 'Down'), budget, separator);
    expect(name.length).toBeLessThanOrEqual(budget);
    expect(name).toMatch(pattern);
  });

  test('begins with a letter if the ID begins with other characters', () => {
    const name = uniqueName(new Construct(new Construct(new App(), '9'), '1'.repeat(200)), budget, separator);
    expect(name).toMatch(pattern);
    expect(name.length).toBeLessThanOrEqual(budget);
  });

  test('is the same in every synth', () => {
    const names = Array.from({ length: 2 }, () => uniqueName(at('Stack', 'Desk', 'Agent'), budget, separator));
    expect(names[0]).toBe(names[1]);
  });

  test('is unique for each path, including truncated paths', () => {
    const long = 'x'.repeat(120);
    const paths = [
      ['S', 'A'],
      ['S', 'A', 'B'],
      ['S', 'AB'],
      ['S2', 'A'],
      ['S', long, 'A'],
      ['S', long, 'B'],
      ['S', `${long}A`],
    ];
    const names = paths.map((path) => uniqueName(at(...path), budget, separator));
    expect(new Set(names).size).toBe(paths.length);
  });
});

describe('The name of a harness', () => {
  test('differs between stacks, stages and nested stacks of one app', () => {
    const app = new App();
    const scopes = [
      new Stack(app, 'One'),
      new Stack(app, 'Two'),
      new Stack(new Stage(app, 'Beta'), 'One'),
      new Stack(new Stage(app, 'Prod'), 'One'),
    ];
    const nested = scopes.map((scope) => new NestedStack(scope, 'Nested'));
    const names = [...scopes, ...nested].map((scope) => new Harness(scope, 'Agent', { model: MODEL }).agentName);
    expect(new Set(names).size).toBe(8);
  });

  test('is short enough for the names that AgentCore derives from it', () => {
    expect(new Harness(new Stack(new App(), 'S'.repeat(128)), 'Agent', { model: MODEL }).agentName).toMatch(
      /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/,
    );
  });
});

test('the name of an endpoint fits the length limit of endpoints', () => {
  const stack = testStack();
  const endpoint = new HarnessEndpoint(stack, 'E'.repeat(200), { harness: harnessIn(stack) });
  expect(endpoint.endpointName).toMatch(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/);
});

test('the name of an API key or OAuth client contains no underscore, even if its ID does', () => {
  const stack = testStack();
  const names = [
    (keyIn(stack, 'open_ai_key') as ApiKey).apiKeyName,
    (oauthClientIn(stack, 'git_hub', OAuthProvider.github()) as OAuthClient).oauthClientName,
  ];
  for (const name of names) {
    expect(name).toMatch(/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/);
  }
});
