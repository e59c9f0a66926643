import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

/** The package's own folder, whether we run from it or from its build. */
function packageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageRoot(dirname(from));
}
const FONT = join(packageRoot(__dirname), 'web/fonts/DejaVuSans.ttf');

/** An SVG of ours as PNG, the same on every machine: no font but our own is looked for. */
export const pngOf = (svg: string): Buffer =>
  new Resvg(svg, {
    font: { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
    background: '#fff',
  })
    .render()
    .asPng();
