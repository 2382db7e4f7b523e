/** fill('{n} of {m}', { n: 1, m: 2 }) is "1 of 2"; a name that is not given stays. */
export const fill = (text, given) => (given ? text.replace(/\{(\w+)\}/g, (all, name) => (name in given ? String(given[name]) : all)) : text);
