import { Fragment, type VNode } from 'preact';

/** A sentence with links or weight inside: the text says where (`Ogni atto è nel <register>registro pubblico</register>.`),
 *  the page says what. A mark that the page does not know is printed as it is written. */
export function Sentence({ text, marks }: { text: string; marks: Record<string, (inside: string) => VNode> }) {
  return (
    <Fragment>
      {text.split(/(<(?:\w+)>[^<]*<\/\w+>)/).map((piece) => {
        const found = /^<(\w+)>([^<]*)<\/\1>$/.exec(piece);
        const mark = found && marks[found[1]!];
        return mark ? mark(found[2]!) : piece;
      })}
    </Fragment>
  );
}
