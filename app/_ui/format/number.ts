// For screens; the words are the same in notices and widgets.
export * from '#lib/words/number.ts';
