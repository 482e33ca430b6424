import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundleDirectory } from '../../../src/runtime/packaging/bundling';
import { directoryOf, output, PRIVATE_KEY, UNWANTED } from './bundling-fixtures';

describe('A directory', () => {
  const FILES = { 'main.py': '', 'lib/a.py': '', 'lib/environment.py': '' };

  test('is packaged without version control, caches, virtual environments and credentials', () => {
    const directory = directoryOf({ ...FILES, ...UNWANTED });
    const { files, hash } = output(
      bundleDirectory(directory, { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude: [] }),
    );
    expect(files).toEqual(['lib/a.py', 'lib/environment.py', 'main.py']);
    expect(
      output(bundleDirectory(directoryOf(FILES), { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude: [] }))
        .hash,
    ).toBe(hash);
  });

  test('is packaged with node_modules only if the runtime is Node.js', () => {
    const directory = directoryOf({ 'main.js': '', 'node_modules/a/index.js': '' });
    const filesFor = (runtime: string) =>
      output(bundleDirectory(directory, { runtime, entryPoint: ['main.js'], exclude: [] })).files;
    expect(filesFor('NODE_22')).toEqual(['main.js', 'node_modules/a/index.js']);
    expect(filesFor('PYTHON_3_13')).toEqual(['main.js']);
  });

  test('has the same content with linked node_modules if the runtime is Node.js', () => {
    const packages = { 'a/index.js': 'exports.a = 1;\n', 'b/bin.js': '' };
    const moved = Object.entries(packages).map(([path, text]) => [`node_modules/${path}`, text]);
    const [plain, linked] = [{ 'main.js': '', ...Object.fromEntries(moved) }, { 'main.js': '' }].map(directoryOf);
    symlinkSync(directoryOf(packages), join(linked, 'node_modules'));
    const outputs = [plain, linked].map((root) =>
      output(bundleDirectory(root, { runtime: 'NODE_22', entryPoint: ['main.js'], exclude: [] })),
    );
    expect(outputs[1].files).toEqual(outputs[0].files);
    expect(outputs[1].hash).toBe(outputs[0].hash);
  });

  test('is packaged with certificates, and without private keys unless exclude selects one', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIID\n';
    const directory = directoryOf({ 'main.py': '', 'ca.pem': certificate, 'a.pem': PRIVATE_KEY, 'b.key': PRIVATE_KEY });
    const filesWith = (exclude: string[]) =>
      output(bundleDirectory(directory, { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude })).files;
    expect(filesWith([])).toEqual(['ca.pem', 'main.py']);
    expect(filesWith(['!b.key'])).toEqual(['b.key', 'ca.pem', 'main.py']);
  });

  test('is packaged without excluded files, and with files that a negated pattern selects', () => {
    const directory = directoryOf({ ...FILES, 'test/a.py': '', '.env.example': '' });
    const exclude = ['/test', '!.env.example'];
    expect(
      output(bundleDirectory(directory, { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude })).files,
    ).toEqual(['.env.example', 'lib/a.py', 'lib/environment.py', 'main.py']);
  });
});
