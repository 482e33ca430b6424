import { ClaimRule } from '../../../src/agent/authorizer';
import { AgentGrants } from '../../../src/agent/grants';
import { Truncation } from '../../../src/harness/truncation';
import { exportLazily, type LazyModule } from '../../../src/private/validation/guard';
import { isRecognizable } from '../../../src/private/validation/types';

/** Modules in which `AgentGrants` imports `Truncation`. */
function modulesOf(loaded: string[]): LazyModule[] {
  const module = (name: string, exported: object, others: string[]): LazyModule => ({
    names: [name],
    load: () => {
      loaded.push(name, ...others);
      return { [name]: exported };
    },
    find: () => (loaded.includes(name) ? { loaded: true } : undefined),
  });
  return [
    module('Truncation', Truncation, []),
    module('AgentGrants', AgentGrants, ['Truncation']),
    module('Lifecycle', {}, []),
    module('ClaimRule', ClaimRule, []),
  ];
}

describe('exportLazily', () => {
  test('loads no module until an export is used, and then only that module and its imports', () => {
    const [loaded, exported]: [string[], Record<string, unknown>] = [[], {}];
    exportLazily(exported, modulesOf(loaded));
    expect(Object.keys(exported)).toEqual(['Truncation', 'AgentGrants', 'Lifecycle', 'ClaimRule']);
    expect(loaded).toEqual([]);
    expect(exported.AgentGrants).toBe(AgentGrants);
    expect(loaded).toContain('Truncation');
    expect(loaded).not.toContain('ClaimRule');
  });

  test('guards the classes of all loaded modules', () => {
    const exported: Record<string, unknown> = {};
    exportLazily(exported, modulesOf([]));
    expect(exported.AgentGrants).toBeDefined();
    expect(Truncation.slidingWindow({ messagesCount: 5 })).toBeInstanceOf(Truncation);
    expect(() => Truncation.slidingWindow(1 as never)).toThrow(/^Truncation\.slidingWindow: /);
  });

  test('loads a class to recognize its objects', () => {
    const loaded: string[] = [];
    exportLazily({}, modulesOf(loaded));
    expect(isRecognizable('ClaimRule')).toBe(true);
    expect(new Set(loaded)).toEqual(new Set(['ClaimRule']));
    expect(isRecognizable('MemoryStore')).toBe(false);
  });
});
