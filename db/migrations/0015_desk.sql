-- What the desk writes again and again, in both languages; offered first for its topic.
create table canned_answer (
  code text primary key,
  name text not null,
  name_en text not null,
  topic text,
  text text not null,
  text_en text not null,
  active boolean not null default true
);
insert into canned_answer (code, name, name_en, topic, text, text_en) values
  ('ask-details', 'Demander des précisions', 'Ask for details', null,
   E'Bonjour {name},\n\nMerci de votre message. Pour vous répondre, il nous faut encore savoir :\n– \n\nBien cordialement,\n{me}',
   E'Dear {name},\n\nThank you for your message. To answer it we still need to know:\n– \n\nKind regards,\n{me}'),
  ('data-link', 'Données en ligne', 'Data online', 'access',
   E'Bonjour {name},\n\nLes données que vous demandez se téléchargent ici :\n\n\nMerci de citer leur DOI dans vos travaux.\n\nBien cordialement,\n{me}',
   E'Dear {name},\n\nThe data you asked for can be downloaded here:\n\n\nPlease cite their DOI in your work.\n\nKind regards,\n{me}'),
  ('moratorium', 'Données sous moratoire', 'Data under moratorium', 'access',
   E'Bonjour {name},\n\nCes données sont sous moratoire jusqu’au … ; jusque-là, seul le chef de mission peut en donner l’accès. Nous pouvons lui transmettre votre demande si vous le souhaitez.\n\nBien cordialement,\n{me}',
   E'Dear {name},\n\nThese data are under moratorium until …; until then only the chief scientist can grant access. We can pass your request on if you wish.\n\nKind regards,\n{me}'),
  ('doi-citation', 'Citer un DOI', 'Citing a DOI', 'doi',
   E'Bonjour {name},\n\nLa référence à citer est affichée sur la page du DOI, sous « Citer ce jeu de données ».\n\nBien cordialement,\n{me}',
   E'Dear {name},\n\nThe reference to cite is shown on the page of the DOI, under “Cite this dataset”.\n\nKind regards,\n{me}');

-- Words as they are looked for: small, without accents and punctuation.
create function search_fold(words text) returns text language sql immutable parallel safe
  return regexp_replace(
    lower(translate(replace(replace(left(words, 100000), 'œ', 'oe'), 'Œ', 'oe'),
      'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyy')),
    '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f’«»“”–—  ]+', ' ', 'g');
-- By French and by English stem, and as written, since nobody says in which language a word was meant.
create function search_words(words text) returns tsvector language sql immutable parallel safe
  return to_tsvector('pg_catalog.french', search_fold(words)) || to_tsvector('pg_catalog.english', search_fold(words))
    || to_tsvector('pg_catalog.simple', search_fold(words));
-- One folded word, or the beginning of one.
create function search_query(word text) returns tsquery language sql immutable parallel safe
  return plainto_tsquery('pg_catalog.french', word) || plainto_tsquery('pg_catalog.english', word)
    || to_tsquery('pg_catalog.simple', word || ':*');
create index message_search on message using gin (search_words(text));
create index answer_search on answer using gin (search_words(comment)) where comment is not null;
create index cruise_search on cruise using gin (search_words(code || ' ' || name || ' ' || coalesce(doi, '') || ' ' || coalesce(chief_scientist, '') || ' ' || coalesce(laboratory, '')));
-- Lists by what falls due first; what is promised nothing comes last.
create index ticket_by_due on ticket (coalesce(promise_due_at, 'infinity'), id);
create index ticket_search on ticket using gin (search_words(coalesce(subject, '')));
create index ticket_message_search on ticket_message using gin (search_words(text)) where erased_at is null;
create index requester_search on requester using gin (search_words(coalesce(name, '') || ' ' || email));

-- What was sent by a page of a requester's link, once each.
create table requester_submission (
  hash bytea primary key,
  ticket bigint not null references ticket,
  at timestamptz not null
);
