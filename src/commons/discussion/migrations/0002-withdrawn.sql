-- Who wrote a comment takes it back: the words go, from here and from its versions; its place stays for the answers under it.
alter table discussion.comments add withdrawn timestamptz;
alter table discussion.comments drop constraint comments_text_check;
alter table discussion.comments add constraint comments_text_check
  check (case when withdrawn is null then char_length(text) between 1 and 4000 else text = '' end);
