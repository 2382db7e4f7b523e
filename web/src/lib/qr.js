/** A QR code's rows of 0 and 1 as one path: a run of dark ones is a rectangle. */
export const path = (rows) => rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`)).join('');
