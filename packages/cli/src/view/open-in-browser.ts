/** Opens a page in the browser; gives what there is to say where that cannot be. */
export async function openInBrowser(url: string): Promise<string | undefined> {
  try {
    const { default: open } = await import('open');
    await open(url);
    return undefined;
  } catch (error) {
    return `no browser can be opened here (${(error as Error).message}); the address above leads there`;
  }
}
