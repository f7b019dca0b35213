import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright';

/** All that axe finds. A page's own policy may let no script in, so that it runs where the debugger does. */
export async function axeFindings(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  const evaluate = async (expression: string) => {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await client.send('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  };
  await evaluate(`${axe.source}; 0`);
  const { violations }: AxeResults = await evaluate('axe.run()');
  await client.detach();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
}
