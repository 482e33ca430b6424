import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { Skill } from '../../../src';
import { harnessIn, messageOf } from '../../support/helpers';
import { type Files, temporaryDirectories } from '../../support/temporary';
import { SKILL } from './staging-fixtures';

const directoryOf = temporaryDirectories();

describe('A skill', () => {
  const skill = (name: string) =>
    Skill.fromDirectory(directoryOf({ 'SKILL.md': `---\nname: ${name}\ndescription: >\n  Many\n  lines.\n---\n` }));
  const urisOf = (...skills: Skill[]) => {
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    const harness = harnessIn(stack, { skills });
    const { skills: rendered } = harness.node.defaultChild as never as { skills: Array<{ s3: { uri: string } }> };
    return rendered.map(({ s3 }) => s3.uri.replace(/^s3:\/\/[^/]+\//, ''));
  };

  test.each(['払い戻し', 'Возвраты', '"*"', '"a/../b"', 'x'.repeat(300)])('accepts the name %s', (name) => {
    const [uri] = urisOf(skill(name));
    expect(uri).toMatch(/^skills\/[\w-]{8,60}\/[0-9a-f]{16}\/$/);
  });

  test('does not change a plain name', () => {
    expect(urisOf(skill('refund policy'))[0]).toMatch(/^skills\/refund-policy\//);
  });

  test('does not share a path with a skill whose name differs only in other characters', () => {
    const [one, two, three] = urisOf(skill('café'), skill('caf'), skill('cafè')).map((uri) => uri.split('/')[1]);
    expect(new Set([one, two, three]).size).toBe(3);
  });

  test('is named in the error if its front matter is not YAML', () => {
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    const broken = Skill.fromDirectory(directoryOf({ 'SKILL.md': '---\nname: a: b\n---\n' }));
    expect(messageOf(() => harnessIn(stack, { skills: [broken] }))).toMatch(
      /skills: the front matter of .*SKILL\.md:2:\d+: must be valid YAML/,
    );
  });

  test.each([
    ['a list', '[a]'],
    ['an object', '{ a: 1 }'],
    ['nothing', ''],
  ])('rejects %s as a name', (_, name) => {
    expect(messageOf(() => urisOf(skill(name)))).toMatch(
      /SKILL\.md must begin with front matter that has a name, because/,
    );
  });

  test('accepts a number as a name', () => {
    expect(urisOf(skill('2024'))[0]).toMatch(/^skills\/2024\//);
  });

  test.each<[string, Files, string[]]>([
    ['exclude', {}, ['*.md']],
    ['.gitignore', { '.gitignore': 'SKILL.md' }, []],
  ])('rejects the exclusion of SKILL.md by %s', (_, files, exclude) => {
    const directory = directoryOf({ ...SKILL, ...files });
    expect(messageOf(() => urisOf(Skill.fromDirectory(directory, { exclude })))).toBe(
      `Test/Agent: skills: "${directory}": SKILL.md is left out of the package. Remove the pattern that excludes it, or the credentials in it.`,
    );
  });

  test('is staged once for all agents of a stack, without leftover temporary folders', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('staged-'));
    const stack = new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test');
    const directory = directoryOf(SKILL);
    const one = Skill.fromDirectory(directory);
    harnessIn(stack, { skills: [one] });
    writeFileSync(join(directory, 'later.txt'), 'x');
    const [first] = stack.node.findChild('AgentCoreSkillDirectories').node.children;
    expect(first.node.id).toBe('Files0');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('staged-'))).toEqual(before);
  });
});
