import { ClaimRule } from '../../../src/agent/authorizer';
import { AgentGrants } from '../../../src/agent/grants';
import { Truncation } from '../../../src/harness/truncation';
import { exportLazily, guardExports } from '../../../src/private/validation/guard';
import { isRecognizable } from '../../../src/private/validation/types';

function exportedOf(loaded: string[], exported: Record<string, object>): Record<string, unknown> {
  const index = {};
  const modules = Object.entries(exported).map(([name, value]) => ({
    names: [name],
    load: () => {
      loaded.push(name);
      // As the compiled modules do at their end.
      guardExports({ [name]: value });
      return { [name]: value };
    },
  }));
  exportLazily(index, modules);
  return index;
}

describe('exportLazily', () => {
  test('loads no module until an export is used, and then only the module of the export', () => {
    const loaded: string[] = [];
    const index = exportedOf(loaded, { Truncation, AgentGrants, Lifecycle: {} });
    expect(Object.keys(index)).toEqual(['Truncation', 'AgentGrants', 'Lifecycle']);
    expect(loaded).toEqual([]);
    expect(index.AgentGrants).toBe(AgentGrants);
    expect(index.AgentGrants).toBe(AgentGrants);
    expect(loaded).toEqual(['AgentGrants']);
  });

  test('exports classes that reject arguments of wrong types', () => {
    const index = exportedOf([], { Truncation });
    expect(index.Truncation).toBe(Truncation);
    expect(Truncation.slidingWindow({ messagesCount: 5 })).toBeInstanceOf(Truncation);
    expect(() => Truncation.slidingWindow(1 as never)).toThrow(/^Truncation\.slidingWindow: /);
  });

  test('loads a class to recognize its objects', () => {
    const loaded: string[] = [];
    exportedOf(loaded, { ClaimRule });
    expect(isRecognizable('ClaimRule')).toBe(true);
    expect(loaded).toEqual(['ClaimRule']);
    expect(isRecognizable('MemoryStore')).toBe(false);
  });
});
