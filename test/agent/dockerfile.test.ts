import { foreignPlatform } from '../../src/agent/dockerfile';

const lines = (...text: string[]) => text.join('\n');

describe('foreignPlatform', () => {
  test.each<[what: string, dockerfile: string, target: string | undefined, line: number]>([
    ['whose only stage says so', lines('# syntax', 'FROM --platform=linux/amd64 node:22'), undefined, 2],
    ['whose last stage says so', lines('FROM node:22 AS build', 'FROM --platform=linux/amd64 node:22'), undefined, 2],
    [
      'whose last stage is made of one that says so',
      lines('from --platform=linux/amd64 node:22 as Base', 'FROM base AS agent'),
      undefined,
      1,
    ],
    ['whose target says so', lines('FROM --platform=linux/amd64 a AS x', 'FROM --platform=linux/arm64 a AS y'), 'x', 1],
    ['whose platform is quoted', 'FROM --platform="linux/amd64" node:22', undefined, 1],
    ['that continues a line', lines('FROM \\', '  --platform=linux/amd64 \\', '  node:22'), undefined, 1],
    ['whose platform is the second flag', 'FROM --other=1 --platform=linux/amd64 node:22', undefined, 1],
    ['whose target by number says so', lines('FROM --platform=linux/amd64 a', 'FROM a'), '0', 1],
  ])('returns the platform of a Dockerfile, %s', (_, dockerfile, target, line) => {
    expect(foreignPlatform(dockerfile, 'arm64', target)).toEqual({ line, platform: 'linux/amd64' });
  });

  test.each<[what: string, dockerfile: string, target: string | undefined]>([
    ['without a platform', 'FROM node:22', undefined],
    ['for arm64', 'FROM --platform=linux/arm64 node:22', undefined],
    ['for the variant of arm64 that there is', 'FROM --platform=linux/arm64/v8 node:22', undefined],
    ['for what it is asked for', 'FROM --platform=$TARGETPLATFORM node:22', undefined],
    [
      'that builds on what it is built on',
      lines('FROM --platform=$BUILDPLATFORM go AS build', 'FROM scratch'),
      undefined,
    ],
    ['that builds on another machine', lines('FROM --platform=linux/amd64 go AS build', 'FROM scratch'), undefined],
    ['whose other stage is', lines('FROM a AS x', 'FROM --platform=linux/amd64 a'), 'x'],
    [
      'whose stage overrides that of another',
      lines('FROM --platform=linux/amd64 a AS x', 'FROM --platform=linux/arm64 x'),
      undefined,
    ],
    [
      'whose heredoc contains another Dockerfile',
      lines('FROM node:22', 'RUN <<EOF cat > Dockerfile', 'FROM --platform=linux/amd64 node:22', 'EOF'),
      undefined,
    ],
    [
      'whose command writes another Dockerfile',
      lines('FROM node:22', 'RUN echo "\\', 'FROM --platform=linux/amd64 node:22" > Dockerfile'),
      undefined,
    ],
    ['whose image is called as the stage itself', 'FROM agent AS agent', undefined],
    ['without a stage', '# nothing yet', undefined],
    ['without the target', 'FROM --platform=linux/amd64 a', 'y'],
  ])('returns nothing for a Dockerfile for arm64 or without a platform, %s', (_, dockerfile, target) => {
    expect(foreignPlatform(dockerfile, 'arm64', target)).toBeUndefined();
  });

  const machine = (platform: string) => `FROM --platform=${platform} node:22`;

  test.each<[architecture: 'arm64' | 'x86_64', platform: string, other: string]>([
    ['arm64', 'linux/arm64/v8', 'linux/arm/v7'],
    ['arm64', 'arm64', 'amd64'],
    ['arm64', 'aarch64', 'x86_64'],
    ['arm64', 'linux/aarch64', 'windows/arm64'],
    ['x86_64', 'linux/amd64', 'linux/arm64'],
    ['x86_64', 'amd64', 'arm64'],
    ['x86_64', 'linux/x86_64', 'linux/aarch64'],
  ])('accepts for %s the spelling %s, and not %s', (architecture, platform, other) => {
    expect(foreignPlatform(machine(platform), architecture)).toBeUndefined();
    expect(foreignPlatform(machine(other), architecture)).toEqual({ line: 1, platform: other });
  });
});
