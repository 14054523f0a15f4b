import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { read, refusedAs, rss } from './document.ts';

const titled = (title: string, declaration = ''): string => declaration + rss('', `<title>${title}</title>`);

const declared = (charset: string): string => `<?xml version="1.0" encoding="${charset}"?>\n`;

const titleOf = async (bytes: Uint8Array, contentType?: string) => (await read(bytes, contentType)).feed.title;

describe('the charset of a document', () => {
  test('windows-1252 has curly quotes and dashes where ISO-8859-1 has controls', async () => {
    const text = titled('“Quotes” – and €', declared('windows-1252'));
    expect(await titleOf(iconv.encode(text, 'windows-1252'))).toBe('“Quotes” – and €');
  });

  test('a document that says ISO-8859-1 is read as windows-1252', async () => {
    const text = titled('It’s naïve', declared('ISO-8859-1'));
    expect(await titleOf(iconv.encode(text, 'windows-1252'))).toBe('It’s naïve');
  });

  test('Shift_JIS is read by its XML declaration', async () => {
    expect(await titleOf(iconv.encode(titled('日本語の見出し', declared('Shift_JIS')), 'shift_jis'))).toBe(
      '日本語の見出し',
    );
  });

  test('the HTTP header goes before the XML declaration', async () => {
    const bytes = iconv.encode(titled('Привет', declared('iso-8859-2')), 'windows-1251');
    expect(await titleOf(bytes, 'text/xml; charset="Windows-1251"')).toBe('Привет');
  });

  test('an HTTP header that says UTF-8 and is wrong gives way to the XML declaration', async () => {
    const bytes = iconv.encode(titled('Привет', declared('koi8-r')), 'koi8-r');
    expect(await titleOf(bytes, 'text/xml; charset=utf-8')).toBe('Привет');
  });

  test('bytes that are UTF-8 are read so, whatever the declaration says', async () => {
    expect(await titleOf(Buffer.from(titled('Übermut', declared('iso-8859-1'))))).toBe('Übermut');
  });

  test('a byte order mark goes before everything else', async () => {
    const bytes = iconv.encode(titled('Zwölf', declared('utf-8')), 'utf-16le', { addBOM: true });
    expect(await titleOf(bytes, 'text/xml; charset=iso-8859-1')).toBe('Zwölf');
  });

  test('UTF-16 is known by its first character too', async () => {
    expect(await titleOf(iconv.encode(titled('Zwölf'), 'utf-16be'))).toBe('Zwölf');
  });

  test('ISO-2022-JP is not taken for the ASCII that its bytes are', async () => {
    const bytes = Buffer.from(titled('\x1b$BF|K\\\x1b(B', declared('ISO-2022-JP')), 'latin1');
    expect(await titleOf(bytes)).toBe('日本');
  });

  test('a charset that nobody knows is refused, unless the bytes are UTF-8', async () => {
    const text = titled('Ünknown', declared('x-mine'));
    expect(await refusedAs(iconv.encode(text, 'latin1'))).toBe('bad-encoding');
    expect(await titleOf(Buffer.from(text))).toBe('Ünknown');
  });
});
