/** Of all points; what is left out counts as nothing. */
export const sum = (points, key) => points.reduce((all, point) => all + (point[key] ?? 0), 0);

/** The highest; undefined where no point has one. */
export function worst(points, key) {
  const values = points.map((point) => point[key]).filter((value) => value !== undefined && value !== null);
  return values.length ? Math.max(...values) : undefined;
}

/** For a chart: Unix seconds. */
export const times = (points) => points.map((point) => Date.parse(point.at) / 1000);

/** What is left out is a gap. */
export const column = (points, key) => points.map((point) => point[key] ?? null);

/** The running minute, told since, in the place of the last one. */
export function withMinute(points, minute) {
  if (!minute || !points.length) return points;
  const last = points.at(-1);
  if (Date.parse(minute.at) < Date.parse(last.at)) return points;
  return Date.parse(minute.at) === Date.parse(last.at) ? [...points.slice(0, -1), minute] : [...points.slice(1), minute];
}
