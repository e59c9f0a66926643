import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** A real Chromium, as global-setup found it. Its profile is new and it calls nobody but the page's server. */
export const openBrowser = (): Promise<Browser> => {
  const executablePath = process.env['VIGIE_TEST_CHROMIUM'];
  if (!executablePath) throw new Error('global-setup did not set VIGIE_TEST_CHROMIUM');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
};

/** A visitor without script, as at sea: what works here works everywhere. */
export const withoutScript = (browser: Browser, language: 'fr' | 'en' = 'fr'): Promise<BrowserContext> =>
  browser.newContext({
    javaScriptEnabled: false,
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    viewport: { width: 1280, height: 900 },
  });
