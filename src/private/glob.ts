/** Returns the regular expression of a pattern in which `*` is any text and `?` is any character. */
export function globPattern(glob: string, flags?: string): RegExp {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, flags);
}
