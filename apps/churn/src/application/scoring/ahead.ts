/** The same values, each asked for while the one before it is still worked on: a database and a thread that wait for each other waste half of both. */
export async function* ahead<T>(source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let coming = ask(source);
  try {
    for (;;) {
      const { value, done } = await coming;
      if (done) return;
      coming = ask(source);
      yield value;
    }
  } finally {
    // What was asked for and is no longer wanted.
    await coming.catch(() => undefined);
  }
}

function ask<T>(source: AsyncGenerator<T, void>): Promise<IteratorResult<T, void>> {
  const coming = source.next();
  // Its failure is met when it is waited for; until then it must not count as unhandled.
  coming.catch(() => undefined);
  return coming;
}
