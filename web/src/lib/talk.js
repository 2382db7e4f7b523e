import { short } from './format.js';

/** Who is talked with: the group's title or the person's name, else the ends of an id. */
export const nameOf = (talk) => talk?.name || short(talk?.key ?? '', 26);

/** Whether it came from the person; else the robot, or whoever answers in its place. */
export const isTheirs = (entry) => entry.role === 'person';

/** Entries that were read before and others, each once, in their order. */
export const merged = (entries, others) => [...new Map([...entries, ...others].map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id);

/** Whose words they are: in a private talk the name is known, else the id. */
export const speakerOf = (entry, talk) => (talk?.key?.split('/')[1] === 'dm' && talk.name) || entry.person || '';
