import { short } from './format.js';

/** Who is talked with: the group's title or the person's name, else the ends of an id. */
export const nameOf = (talk) => talk?.name || short(talk?.key ?? '', 26);

/** Whether it came from the person; else the robot, or whoever answers in its place. */
export const isTheirs = (entry) => entry.role === 'person';

/** The old entries and a new one, each once. */
export function withEntry(entries, entry) {
  if (entry.id === undefined) return [...entries, entry];
  const at = entries.findIndex((one) => one.id === entry.id);
  return at < 0 ? [...entries, entry] : entries.with(at, entry);
}
