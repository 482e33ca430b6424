import { readAssembly } from '../../src/review/assembly';
import { renderMarkdown } from '../../src/review/render/markdown';
import { reviewOf } from '../../src/review/review';
import { assemblyOfExample } from '../support/shared';
import { exampleNames } from '../support/synthesize';

/** The hash of an asset is not part of the review. */
function masked(text: string): string {
  return text.replace(/[0-9a-f]{64}/g, '<asset-hash>');
}

expect.addSnapshotSerializer({ test: (value) => typeof value === 'string', serialize: masked });

/** The reviews of the agents of the examples. A changed line is a changed permission, exposure or description. */
describe.each(exampleNames())('The review of %s', (example) => {
  test('has the same content in Markdown and in JSON', () => {
    const review = reviewOf(readAssembly(assemblyOfExample(example)));
    expect(renderMarkdown(review)).toMatchSnapshot('agent-review.md');
    expect(JSON.stringify(review, undefined, 2)).toMatchSnapshot('agent-review.json');
  });

  test('has no findings that are errors', () => {
    const { findings } = reviewOf(readAssembly(assemblyOfExample(example)));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
