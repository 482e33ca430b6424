import { html } from 'ghtml';

/** The headings of the columns of each table. On narrow screens, they precede the cells. */
const TABLES = {
  agents: ['Agent', 'Stack', 'Callers', 'Tools', 'Data stores', 'Exposure', 'Findings', 'Changes'],
  permissions: ['Feature', 'In words', 'Statement'],
  exposure: ['Way', 'Who', 'Checks', 'Access'],
  data: ['Data', 'Where, with which key', 'How long', 'Stack deleted', 'Replaced', 'Rolled back'],
  costs: ['Unit', 'How much', 'Prices'],
} as const;
export type TableName = keyof typeof TABLES;

/** Rows below a dedicated heading. */
export interface RowGroup {
  readonly heading?: string;
  readonly rows: readonly string[];
}

/** A table of rows that `rowOf` made. */
export function tableOf(name: TableName, label: string, groups: readonly RowGroup[]): string {
  const headings = TABLES[name];
  const bodies = groups.map(({ heading, rows }) => {
    const title =
      heading === undefined ? '' : html`<tr><th scope="rowgroup" colspan="${headings.length}">${heading}</th></tr>`;
    return html`<tbody>!${title}!${rows.join('\n')}</tbody>`;
  });
  return html`<table class="${name}" aria-label="${label}"><thead><tr>!${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>!${bodies}</table>`;
}

/** A row of cells, which are HTML. The first one names the row. */
export function rowOf([first, ...others]: readonly string[], style = ''): string {
  const open = style === '' ? '<tr>' : html`<tr class="${style}">`;
  return html`!${open}<th scope="row">!${first}</th>!${others.map((cell) => `<td>${cell}</td>`)}</tr>`;
}

/** The style of the headings on narrow screens. The cells of permissions explain themselves. */
export const TABLE_LABELS = Object.entries(TABLES)
  .filter(([name]) => name !== 'permissions')
  .flatMap(([name, [, ...headings]]) =>
    headings.map((heading, index) => `.${name} td:nth-child(${index + 2}):not(:empty)::before{content:"${heading}: "}`),
  )
  .join('');
