-- Groups whose memory came from a program that keeps ids in small letters: it waits under that name until the group is heard.
CREATE TABLE moved_talks (
  conversation TEXT PRIMARY KEY           -- account/group/id, the id in small letters
) WITHOUT ROWID;
