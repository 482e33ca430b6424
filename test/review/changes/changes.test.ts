import { App, Stack } from 'aws-cdk-lib/core';
import { readAssembly } from '../../../src/review/assembly';
import { type Reviewed, withChanges } from '../../../src/review/changes/changes';
import { CHANGE_KINDS, type Review } from '../../../src/review/model';
import { reviewOf } from '../../../src/review/review';
import { ACCOUNT, REGION } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';
import { CHANGES, type ChangeRow, type Fill } from './change-rows';

const directory = temporaryDirectories();

function reviewed(fill: Fill): Reviewed {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }));
  const assembly = readAssembly(app.synth().directory);
  return { assembly, review: reviewOf(assembly) };
}

function compared({ base, change }: Pick<ChangeRow, 'base' | 'change'>): Review {
  return withChanges(reviewed(change), reviewed(base));
}

describe('The difference to a base', () => {
  test.each(CHANGES)('describes $what', (row) => {
    const { changes = [] } = compared(row);
    expect(changes.map(({ severity, tag, words }) => `${severity} ${tag}: ${words}`)).toEqual(row.words);
    expect(changes.map(({ kind }) => kind)).toContain(row.kind);
  });

  test.each(CHANGES)('is empty if the base has $what as well', ({ change }) => {
    expect(compared({ base: change, change }).changes).toEqual([]);
  });

  test('has words for each kind of change', () => {
    expect(new Set(CHANGES.map(({ kind }) => kind))).toEqual(new Set(CHANGE_KINDS));
  });

  test('marks new and removed parts of the topology', () => {
    const row = CHANGES.find(({ kind }) => kind === 'tool') as ChangeRow;
    const [added] = compared(row).agents;
    const [removed] = compared({ base: row.change, change: row.base }).agents;
    const marked = ({ topology }: typeof added) =>
      topology.nodes
        .filter(({ column, status }) => column === 'tools' && status)
        .map(({ name, status }) => [name, status]);
    expect([marked(added), marked(removed)]).toEqual([[['AWS managed', 'added']], [['AWS managed', 'removed']]]);
  });

  test('contains the prompt in parts', () => {
    const row = CHANGES.find(({ kind }) => kind === 'prompt') as ChangeRow;
    const prompt = compared(row).changes?.find(({ kind }) => kind === 'prompt');
    expect(prompt?.text).toEqual([
      { kind: 'same', text: 'Look up orders' },
      { kind: 'removed', text: '. Never promise a refund' },
      { kind: 'added', text: ', and request refunds of at most 100 EUR' },
      { kind: 'same', text: '.' },
    ]);
  });
});
