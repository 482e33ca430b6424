import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

export default function removeTemporaryFolder(): void {
  rmSync(tmpdir(), { recursive: true, force: true });
}
