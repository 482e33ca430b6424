import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { type HarnessProps, Skill } from '../../src';
import { keyIn } from '../support/fixtures/parts';
import { harnessIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';

const directories = mkdtempSync(join(tmpdir(), 'skills-'));

afterAll(() => rmSync(directories, { recursive: true }));

/** A directory with the given SKILL.md, or without one. */
function directory(path: string, skill?: string): string {
  const made = join(directories, path);
  mkdirSync(made, { recursive: true });
  if (skill !== undefined) {
    writeFileSync(join(made, 'SKILL.md'), skill);
  }
  return made;
}

const GOOD = directory('good', '---\nname: good\ndescription: >\n  Does well.\n---\nDo well.\n');

function having(props: Partial<HarnessProps>): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, props);
}

const inBucket = (prefix: string) => (stack: Stack) =>
  harnessIn(stack, { skills: [Skill.fromBucket(Bucket.fromBucketName(stack, 'Skills', 'skills'), prefix)] });

const SKILLS: Rule[] = [
  {
    rule: 'A directory without a SKILL.md',
    rejected: having({ skills: [Skill.fromDirectory(directory('empty'))] }),
    message: /skills: directory must contain a SKILL\.md file, got ".*empty"\. Add the file/,
    accepted: having({ skills: [Skill.fromDirectory(GOOD)] }),
  },
  {
    rule: 'A SKILL.md without front matter',
    rejected: having({ skills: [Skill.fromDirectory(directory('bare', '# Refunds\n'))] }),
    message:
      /bare\/SKILL\.md must begin with front matter that has a name and a description, because the model selects skills by them\. Add the missing fields/,
    accepted: having({ skills: [Skill.fromDirectory(GOOD)] }),
  },
  {
    rule: 'A SKILL.md whose name is empty',
    rejected: having({ skills: [Skill.fromDirectory(directory('unnamed', '---\nname:\ndescription: x\n---\n'))] }),
    message: /unnamed\/SKILL\.md must begin with front matter that has a name, /,
    accepted: having({ skills: [Skill.fromDirectory(directory('folded', '---\nname: x\ndescription:\n  x\n---\n'))] }),
  },
  {
    rule: 'Two directories of one name',
    rejected: having({
      skills: ['a/refunds', 'b/refunds'].map((path) =>
        Skill.fromDirectory(directory(path, '---\nname: refunds\ndescription: x\n---\n')),
      ),
    }),
    message: /skills must have unique names in their SKILL\.md files, got "refunds" more than once\. Change the name/,
    accepted: having({
      skills: ['c', 'd'].map((name) =>
        Skill.fromDirectory(directory(`${name}/refunds`, `---\nname: refunds-${name}\ndescription: x\n---\n`)),
      ),
    }),
  },
  {
    rule: 'A Git repository with credentials in its URL',
    rejected: having({ skills: [Skill.fromGit('https://me:secret@git.example.com/skills.git')] }),
    message: /skills\[0\]\.url must be an https:\/\/ URL without a user \(@\) and a fragment \(#\)/,
    accepted: (stack) => {
      const options = { credential: keyIn(stack, 'Git'), username: 'me' };
      harnessIn(stack, { skills: [Skill.fromGit('https://git.example.com/skills.git', options)] });
    },
  },
  {
    rule: 'A Git repository with a fragment in its URL',
    rejected: having({ skills: [Skill.fromGit('https://git.example.com/skills.git#main')] }),
    message: /without a user \(@\) and a fragment \(#\), got "https:\/\/git\.example\.com\/skills\.git#main"/,
    accepted: having({ skills: [Skill.fromGit('https://git.example.com/skills.git', { path: 'main' })] }),
  },
  {
    rule: 'A user name of a Git repository without a credential',
    rejected: having({ skills: [Skill.fromGit('https://git.example.com/skills.git', { username: 'me' })] }),
    message: /skills: username requires credential, got "me" for https:\/\/git\.example\.com\/skills\.git\./,
    accepted: having({ skills: [Skill.fromGit('https://git.example.com/skills.git')] }),
  },
  ...['/aws-cost', '../aws-cost', 'aws/../cost'].map((path) => ({
    rule: `The path ${path} of Skill.aws`,
    rejected: having({ skills: [Skill.aws('aws-*', path)] }),
    message: /skills: paths of Skill\.aws must be relative, without a leading slash and without "\.\.", got ".*cost"\./,
    accepted: having({ skills: [Skill.aws('aws-*', 'aws-cost', 'aws..cost/*')] }),
  })),
  ...['refunds/SKILL.md', 'SKILL.md'].map((prefix) => ({
    rule: `The file ${prefix} as the prefix of a skill`,
    rejected: inBucket(prefix),
    message:
      /skills: the prefix must be the directory that contains SKILL\.md, got ".*SKILL\.md"\. Remove the file name\.$/,
    accepted: inBucket('refunds/MY_SKILL.md'),
  })),
  {
    rule: 'A session path above the maximum length of the API',
    rejected: having({ skills: [Skill.fromPath(`/${'p'.repeat(4096)}`)] }),
    message: /skills\[0\]\.path must be between 1 and 4096 characters, got 4097 characters/,
    accepted: having({ skills: [Skill.fromPath(`/${'p'.repeat(4095)}`)] }),
  },
];

testRules(SKILLS);
