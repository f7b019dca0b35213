import type { CaptionedImage, ImageGrid } from '../data/chart.js';
import { type Picture, title, titleHeight } from './picture.js';

const [size, gap, caption, inRow] = [112, 24, 26, 5];

/** Each image is a heat map without axes, its caption below it. */
export function imagePicture({ title: text, images }: ImageGrid): Picture {
  const across = Math.min(inRow, images.length);
  const width = Math.max(280, across * (size + gap) + gap);
  const left = (width - across * (size + gap) + gap) / 2;
  const top = titleHeight(text, width);
  const height = top + Math.ceil(images.length / inRow) * (size + caption + gap) - gap / 2;
  const places = images.map((_, i) => ({
    left: left + (i % inRow) * (size + gap),
    top: top + Math.floor(i / inRow) * (size + caption + gap),
  }));
  const option = {
    title: [
      title(text, width),
      ...images.map((image, i) => ({
        text: image.caption,
        left: places[i]!.left + size / 2,
        top: places[i]!.top + size + 2,
        textAlign: 'center',
        textStyle: { fontSize: 13, fontWeight: 'normal' },
      })),
    ],
    grid: places.map((place) => ({
      ...place,
      width: size,
      height: size,
      show: true,
      borderColor: '#888888',
    })),
    xAxis: images.map(({ pixels }, i) => axis(i, pixels[0]!.length)),
    yAxis: images.map(({ pixels }, i) => ({ ...axis(i, pixels.length), inverse: true })),
    visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: ['#ffffff', '#000000'] } },
    series: images.map((image, i) => ({ type: 'heatmap', xAxisIndex: i, yAxisIndex: i, data: ink(image) })),
  };
  return { options: [option], width, height };
}

function axis(gridIndex: number, count: number): object {
  return { type: 'category', gridIndex, show: false, data: Array.from({ length: count }, (_, i) => i) };
}

/** The pixels that are not paper: an image is mostly paper. */
function ink({ pixels }: CaptionedImage): number[][] {
  return pixels.flatMap((row, y) => row.flatMap((value, x) => (value > 0.02 ? [[x, y, value]] : [])));
}
