/** An audit entry's facts, JSON in a string, as pairs to show; what is no object is one pair without a name. */
export function facts(text) {
  if (!text) return [];
  try {
    const value = JSON.parse(text);
    if (value && typeof value === 'object') return Object.entries(value).map(([name, one]) => [name, typeof one === 'string' ? one : JSON.stringify(one)]);
  } catch {
    // Shown as it is.
  }
  return [['', text]];
}
