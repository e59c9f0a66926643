import { type Variable, variables } from './config';

const nameOf = ({ name, mayBeFile }: Variable): string =>
  mayBeFile ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``;

/** The README's table of variables. */
export const configTable = (): string =>
  [
    '| variable | default | meaning |',
    '| --- | --- | --- |',
    ...variables().map((v) => `| ${nameOf(v)} | ${v.shown ? `\`${v.shown}\`` : ''} | ${v.description} |`),
  ].join('\n');

const NAME_WIDTH = 20;
/** The same, for `vigie --help`. */
export const configHelp = (): string =>
  [
    'Environment (also read from .env; a secret also from the file that NAME_FILE names):',
    ...variables().map(
      ({ name, description, shown }) =>
        `  ${name.padEnd(NAME_WIDTH)} ${description.replaceAll('`', '')}${shown ? ` [${shown}]` : ''}`,
    ),
  ].join('\n');
