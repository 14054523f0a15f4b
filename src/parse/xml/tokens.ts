import { Tokenizer } from 'htmlparser2';
import { decoded } from './entity.ts';
import type { Attributes } from './node.ts';

/** Who is told, in order, what stands in a document. */
export interface Listener {
  open(raw: string, attributes: Attributes): void;
  close(raw: string): void;
  text(text: string): void;
  /** Asked after each tag. */
  hasEnough(): boolean;
}

const ignore = () => {};

/**
 * Reads the tags and texts of XML, and leaves it to the listener which belong together. The tokenizer decodes nothing: a
 * whole text at once costs less.
 */
export const readTokens = (xml: string, listener: Listener): void => {
  const broken = readUntilBroken(xml, listener);
  // What begins here has no end: all that follows would be lost in it.
  if (broken !== null) readUntilBroken(xml.slice(broken).replace(/<!--|<!\[CDATA\[/g, ''), listener);
};

/** Where a comment or a CDATA section begins that never ends. */
const readUntilBroken = (xml: string, listener: Listener): number | null => {
  let broken: number | null = null;
  let raw = '';
  let attributes: Attributes = {};
  let name = '';
  let value = '';
  const pauseIfEnough = () => {
    if (listener.hasEnough()) tokenizer.pause();
  };
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities: false },
    {
      onopentagname(start, end) {
        raw = xml.slice(start, end);
        attributes = {};
      },
      onattribname(start, end) {
        name = xml.slice(start, end);
      },
      onattribdata(start, end) {
        value = decoded(xml.slice(start, end));
      },
      onattribend() {
        attributes[name] ??= value;
        value = '';
      },
      onopentagend() {
        listener.open(raw, attributes);
        pauseIfEnough();
      },
      onselfclosingtag() {
        listener.open(raw, attributes);
        listener.close(raw);
        pauseIfEnough();
      },
      onclosetag(start, end) {
        listener.close(xml.slice(start, end));
        pauseIfEnough();
      },
      ontext: (start, end) => listener.text(decoded(xml.slice(start, end))),
      oncdata(start, end, offset) {
        if (offset === 0) broken = start;
        else listener.text(xml.slice(start, end - offset));
      },
      oncomment(start, _end, offset) {
        if (offset === 0) broken = start;
      },
      onattribentity: ignore,
      ontextentity: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(xml);
  if (!listener.hasEnough()) tokenizer.end();
  return broken;
};
