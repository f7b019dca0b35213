/**
 * What echarts says in style attributes as attributes of their own, which the policy of no page forbids; the style sheet,
 * which is about pointing at marks, and the classes that it is about are left out.
 */
export function presentationAttributes(svg: string): string {
  return svg
    .replace(/<style[^>]*>.*?<\/style>\n?/gs, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, declarations: string) =>
      declarations
        .split(';')
        .filter((declaration) => declaration !== '')
        .map((declaration) => declaration.replace(/^(.*?):(.*)$/, ' $1="$2"'))
        .join(''),
    );
}
