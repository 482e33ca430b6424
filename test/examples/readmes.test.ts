/** The README of each example. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chatExamples } from '../../scripts/chat/deployment';
import { stacksOfExample } from '../support/shared';
import { exampleNames } from '../support/synthesize';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const FOLDERS = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const readmeOf = (example: string) => readFileSync(join(EXAMPLES, example, 'README.md'), 'utf8');
const headingsOf = (text: string) => [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

test('every app has a folder, including the app in Python', () => {
  expect(FOLDERS).toEqual([...exampleNames(), 'quickstart-python'].sort());
});

describe.each(FOLDERS)('%s', (example) => {
  test('has a cdk.json', () => {
    expect(existsSync(join(EXAMPLES, example, 'cdk.json'))).toBe(true);
  });

  test('lists its features, and explains how to deploy, try and destroy it', () => {
    const readme = readmeOf(example);
    expect(headingsOf(readme)).toEqual(['Features', 'Deploy', 'Try', 'Destroy', 'Cost while idle']);
    expect(readme).toMatch(/^```mermaid\n(?:flowchart|sequenceDiagram)/m);
    expect(readme).toContain('npx cdk deploy');
    expect(readme).toMatch(/npx cdk destroy/);
  });

  test('lists the cost of idle resources in units, without prices', () => {
    expect(readmeOf(example).split('## Cost while idle')[1]).not.toMatch(/[$€]|USD|EUR/);
  });
});

test.each(chatExamples())('the README of %s chats with the agent', (example) => {
  expect(readmeOf(example)).toMatch(new RegExp(`npm run chat -- ${example}\\b`));
});

test.each(exampleNames())('the README of %s names existing outputs', (example) => {
  const outputs = stacksOfExample(example).flatMap(({ template }) => Object.keys(template.Outputs ?? {}));
  const named = [...readmeOf(example).matchAll(/<([A-Z][a-z]\w+)>/g)].map(([, name]) => name);
  expect(named.filter((name) => !outputs.includes(name))).toEqual([]);
});

test.each(exampleNames())('the steps to copy %s install all packages that its app imports', (example) => {
  const files = readdirSync(join(EXAMPLES, example)).filter((file) => file.endsWith('.ts'));
  const app = files.map((file) => readFileSync(join(EXAMPLES, example, file), 'utf8')).join('\n');
  const packages = [...app.matchAll(/from '((?:@[\w-]+\/)?[\w-]+)[\w/-]*'/g)].map(([, name]) => name);
  const [steps] = readFileSync(join(EXAMPLES, 'README.md'), 'utf8').match(/^npm install [\s\S]*?```/m) ?? [];
  const [, advice] = readmeOf(example).split('\nTo use this example as a start, ');
  expect(packages).toContain('cdk-agentcore');
  expect(packages.filter((name) => !steps?.includes(name) && !advice?.includes(`\`${name}\``))).toEqual([]);
});
