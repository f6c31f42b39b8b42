import type { AccountBook } from '../domain/book/account-book.js';

/** The open book of a member. @throws Error when it was not opened: a bug of whoever opened the books */
export function bookOf(books: ReadonlyMap<string, AccountBook>, memberId: string): AccountBook {
  const book = books.get(memberId);
  if (!book) throw new Error('The books of all members were opened.');
  return book;
}
