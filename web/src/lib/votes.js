/** Whether a vote is a 👍. */
export const isGood = (vote) => vote.good === true || ['up', 'good', 'like', 'useful', 1].includes(vote.vote ?? vote.value ?? vote.rating);

/** "83 %", or – where nobody voted. */
export const share = (good, all) => (all > 0 ? `${Math.round((good / all) * 100)} %` : '–');
