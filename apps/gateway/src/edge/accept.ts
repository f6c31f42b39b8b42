/** Whether a client that sends this Accept header takes the media type; without a header it takes all. */
export function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined || header === '*/*' || header === '' || header === mediaType) return true;
  const ranges = header.toLowerCase().split(',').map(rangeOf);
  const [family = ''] = mediaType.split('/');
  // The most precise range that names the type decides: `*/*, application/json;q=0` refuses JSON.
  const fitting = [mediaType, `${family}/*`, '*/*'].map((name) => ranges.find((range) => range.name === name));
  return (fitting.find((range) => range !== undefined)?.weight ?? 0) > 0;
}

function rangeOf(text: string): { name: string; weight: number } {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { name, weight: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}
