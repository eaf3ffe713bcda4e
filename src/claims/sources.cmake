set(SOURCES tokens.c lexicon.c calendar.c numbers.c lexer.c amount.c
  article.c article_blocks.c article_bytes.c article_clean.c article_date.c article_html.c article_noise.c
  article_sentences.c verdicts.c claims.c context.c memory.c about.c sides.c period.c scene.c when.c
  judge.c judge_level.c judge_change.c judge_words.c search.c doubt.c arithmetic.c
  book.c book_change.c book_facts.c book_held.c book_level.c book_names.c book_search.c book_series.c book_words.c
  judge_facts.c judge_share.c judge_rank.c judge_record.c judge_intensity.c judge_count.c judge_event.c
  grammar.c matcher.c quantity.c subject.c attach.c event.c)
