import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';

/** The six states of the language (colour, shape and word, always together). */
export type MailState = 'new' | 'taken' | 'work' | 'done' | 'no' | 'late';

/** One mail, every word already chosen: this file only sets it. */
export interface Letter {
  lang: string;
  subject: string;
  /** Who writes: name, place, and the picture of its outline (PNG, since mail programs drop SVG). */
  sender: { name: string; within?: string; outlineUrl?: string };
  state?: { kind: MailState; word: string };
  title: string;
  sentence: string;
  /** Words of a person, set in their own voice. */
  quote?: { text: string; author: string };
  /** Several things at once, each with what happened to it. */
  rows?: { title: string; url: string; lines: string[] }[];
  /** Already dated: `Promesso entro il`, `4 dicembre 2026`. */
  promised?: { label: string; date: string };
  button?: { label: string; url: string };
  /** The code to keep, and where its entry in the register is. */
  receipt?: { label: string; code: string; proof?: { label: string; url: string } };
  /** Why it comes, and the way to stop it. */
  why: string;
  stop?: { label: string; url: string };
}

export function toHtml(letter: Letter): string {
  return `<!doctype html>${render(<Page letter={letter} />)}`;
}

/** The same words in the same order. */
export function toText(letter: Letter): string {
  const { sender, state, quote, rows = [], promised, button, receipt, stop } = letter;
  return `${[
    [sender.name, sender.within].filter(Boolean).join('\n'),
    [state && `${GLYPHS[state.kind].shape} ${state.word}`, letter.title].filter(Boolean).join('\n'),
    letter.sentence,
    quote && `"${quote.text}"\n${quote.author}`,
    ...rows.map((row) => [row.title, ...row.lines, row.url].join('\n')),
    promised && `${promised.label}: ${promised.date}`,
    button && `${button.label}:\n${button.url}`,
    receipt && `${receipt.label}: ${receipt.code}`,
    receipt?.proof && `${receipt.proof.label}: ${receipt.proof.url}`,
    [`--\n${letter.why}`, stop && `${stop.label}: ${stop.url}`].filter(Boolean).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

/** Shapes in type, since mail programs draw no SVG; colours are those of look.md section 5, all above 4.5 on white. */
const GLYPHS: Record<MailState, { shape: string; colour: string }> = {
  new: { shape: '○', colour: '#4a5f86' },
  taken: { shape: '◐', colour: '#1559a6' },
  work: { shape: '▲', colour: '#8a4b00' },
  done: { shape: '☑', colour: '#176b3a' },
  no: { shape: '⊖', colour: '#4b4a57' },
  late: { shape: '◆', colour: '#b0182b' },
};

const INK = '#14242c';
const SOFT = '#47575f';
const MAIN = '#0a5c73';
const VEIL = '#e8f2f4';
const SANS = "'Titillium Web', Arial, Helvetica, sans-serif";
const VOICE = 'Lora, Georgia, serif';
const MONO = "'Roboto Mono', Consolas, monospace";
const text = (size: number, colour = INK, more = '') =>
  `margin:0;font-family:${SANS};font-size:${size}px;line-height:1.5;color:${colour};${more}`;

/** One column of 560 px in tables, with styles on the elements: the only place where they are allowed, because mail programs read
 *  nothing else. */
function Page({ letter }: { letter: Letter }) {
  return (
    <html lang={letter.lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{letter.subject}</title>
      </head>
      <body style="margin:0;padding:0;background:#ffffff">
        <Table style="width:100%">
          <tr>
            <td align="center" style="padding:24px 16px">
              <Table style="width:100%;max-width:560px;text-align:left">
                <Sender sender={letter.sender} />
                <Body letter={letter} />
                <Why letter={letter} />
              </Table>
            </td>
          </tr>
        </Table>
      </body>
    </html>
  );
}

function Sender({ sender }: { sender: Letter['sender'] }) {
  return (
    <Row pad="0 0 16px" more={`border-bottom:2px solid ${INK}`}>
      <Table>
        <tr>
          {sender.outlineUrl && (
            <td style="padding-right:12px">
              <img src={sender.outlineUrl} width="48" height="48" alt="" style="display:block;border:0" />
            </td>
          )}
          <td>
            <p style={text(17, INK, 'font-weight:700')}>{sender.name}</p>
            {sender.within && <p style={text(15, SOFT)}>{sender.within}</p>}
          </td>
        </tr>
      </Table>
    </Row>
  );
}

function Body({ letter: { state, title, sentence, quote, rows = [], promised, button, receipt } }: { letter: Letter }) {
  return (
    <>
      <Row pad="24px 0 0">
        {state && (
          <p style={text(17, GLYPHS[state.kind].colour, 'font-weight:600')}>
            <span aria-hidden="true">{GLYPHS[state.kind].shape}</span> {state.word}
          </p>
        )}
        <h1 style={text(26, INK, 'font-weight:700;line-height:1.25')}>{title}</h1>
      </Row>
      <Row pad="12px 0 0">
        <p style={text(17)}>{sentence}</p>
      </Row>
      {quote && (
        <Row pad="16px 0 0">
          <blockquote
            style={`margin:0;padding-left:16px;border-left:2px solid #d3dcdf;font-family:${VOICE};font-size:17px;line-height:1.55;color:${INK};white-space:pre-line`}
          >
            {quote.text}
          </blockquote>
          <p style={text(15, SOFT, 'padding-left:18px')}>{quote.author}</p>
        </Row>
      )}
      {rows.map((row) => (
        <Row pad="20px 0 0">
          <p style={text(17, INK, 'font-weight:600')}>
            <a href={row.url} style={`color:${MAIN};text-decoration:underline`}>
              {row.title}
            </a>
          </p>
          {row.lines.map((line) => (
            <p style={text(15, SOFT)}>{line}</p>
          ))}
        </Row>
      ))}
      {promised && (
        <Row pad="24px 0 0">
          <Table style="width:100%">
            <tr>
              <td style={`padding:12px 16px;background:${VEIL};border-left:6px solid ${MAIN}`}>
                <p style={text(15, SOFT)}>{promised.label}</p>
                <p style={text(20, INK, 'font-weight:700')}>{promised.date}</p>
              </td>
            </tr>
          </Table>
        </Row>
      )}
      {button && (
        <Row pad="24px 0 0">
          <Table>
            <tr>
              <td style={`background:${MAIN};border-radius:3px`}>
                <a
                  href={button.url}
                  style={text(17, '#ffffff', 'display:inline-block;padding:12px 24px;font-weight:600;text-decoration:none')}
                >
                  {button.label}
                </a>
              </td>
            </tr>
          </Table>
        </Row>
      )}
      {receipt && (
        <Row pad="24px 0 0">
          <p style={text(15, SOFT)}>
            {receipt.label} <span style={`font-family:${MONO};color:${INK}`}>{receipt.code}</span>
            {receipt.proof && (
              <>
                <br />
                <a href={receipt.proof.url} style={`color:${SOFT}`}>
                  {receipt.proof.label}
                </a>
              </>
            )}
          </p>
        </Row>
      )}
    </>
  );
}

function Why({ letter: { why, stop } }: { letter: Letter }) {
  return (
    <Row pad="32px 0 0">
      <p style={text(15, SOFT, 'padding-top:12px;border-top:1px solid #d3dcdf')}>
        {why}{' '}
        {stop && (
          <a href={stop.url} style={`color:${MAIN};text-decoration:underline`}>
            {stop.label}
          </a>
        )}
      </p>
    </Row>
  );
}

function Table({ style = '', children }: { style?: string; children: ComponentChildren }) {
  return (
    <table role="presentation" cellpadding="0" cellspacing="0" style={`border-collapse:collapse;${style}`}>
      <tbody>{children}</tbody>
    </table>
  );
}

function Row({ pad, more = '', children }: { pad: string; more?: string; children: ComponentChildren }) {
  return (
    <tr>
      <td style={`padding:${pad};${more}`}>{children}</td>
    </tr>
  );
}
