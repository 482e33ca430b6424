import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib/core';
import type { Bundler } from '../../../src/runtime/packaging/bundling';
import { temporaryDirectories } from '../../support/temporary';

export const directoryOf = temporaryDirectories();

/** The output of a bundler, and the files in it. */
export function output(bundler: Bundler): { directory: string; files: string[]; hash: string } {
  const directory = directoryOf();
  bundler.prepare('').writeTo(directory);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return { directory, files: files.sort(), hash: FileSystem.fingerprint(directory) };
}

export const PRIVATE_KEY = '# ours\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n';

export const UNWANTED = {
  '.git/config': '',
  'cdk.out/manifest.json': '',
  '.venv/pyvenv.cfg': '',
  'venv/bin/python': '',
  'mine/pyvenv.cfg': '',
  'mine/bin/python': '',
  '.env': 'SECRET=1',
  '.env.local': 'SECRET=1',
  '.envrc': 'export SECRET=1',
  '.cache/a': '',
  'lib/.env': 'SECRET=1',
  'lib/prod.env': 'SECRET=1',
  '.azure/tokens.json': '',
  'home/.config/gcloud/credentials.db': '',
  '.docker/config.json': '',
  '.kube/config': '',
  '.gnupg/secring.gpg': '',
  '.git-credentials': '',
  '.yarnrc.yml': 'npmAuthToken: 1',
  'keys/id_rsa': '',
  'keys/id_ed25519': '',
  'keys/[1] server.pem': PRIVATE_KEY,
  'server.key': PRIVATE_KEY,
  '.npmrc': '//registry/:_authToken=1',
  'lib/__pycache__/a.pyc': '',
};
