const ranks = { auditor: 1, operator: 2, owner: 3 };

/** Who is signed in, as the gateway says. What a role may not do is hidden; the gateway decides all the same. */
class Session {
  /** As GET /console/session gives it; null until it was asked. */
  who = $state({});
  known = $state(false);
  unreachable = $state(false);

  get signedIn() {
    return this.who.signed_in === true;
  }

  /** @param {'auditor'|'operator'|'owner'} role */
  may(role) {
    return (ranks[this.who.role] ?? 0) >= ranks[role];
  }

  take(who) {
    this.who = who ?? {};
    this.known = true;
    this.unreachable = false;
  }

  ended() {
    if (this.known && this.signedIn) this.who = { ...this.who, signed_in: false, csrf: undefined, ended: true };
  }
}

export const session = new Session();
